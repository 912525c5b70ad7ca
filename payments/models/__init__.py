from payments.sandbox.rows import SandboxClock, SandboxEvent, SandboxKey, SandboxObject

__all__ = ["SandboxClock", "SandboxEvent", "SandboxKey", "SandboxObject"]
