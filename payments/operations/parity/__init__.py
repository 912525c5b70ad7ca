"""
Whether Stripe does what the sandbox does: the same scenarios, told in words that can be compared.

`outcomes.json` is what the sandbox says, pinned by the tests; `manage.py stripe_parity` plays the same
against Stripe's test mode and tells where it says otherwise.
"""
