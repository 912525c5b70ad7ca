"""
Fetch the real engines that tests can use: Debian's Redis and Chromium, Elasticsearch by Maven, and
Stripe's own imitation of its API by Go.

Elasticsearch is the official minimal distribution, which its maker publishes as a Maven artifact. It
refuses to run as root, so as root it lies where every account of the machine can read it.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

# program: Debian package that carries it
PROGRAMS = {"redis-server": "redis-server", "chromium": "chromium"}

ELASTICSEARCH = "8.19.8"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{ELASTICSEARCH}:zip"
IN_MAVEN = Path(
    ".m2/repository/org/elasticsearch/distribution/integ-test-zip/elasticsearch",
    ELASTICSEARCH,
    f"elasticsearch-{ELASTICSEARCH}.zip",
)
OLDEST_JAVA = 17

STRIPE_MOCK = "v0.203.0"
MODULE = f"github.com/stripe/stripe-mock@{STRIPE_MOCK}"


def main() -> int:
    missing = {program: package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if missing and may_install():
        install(sorted(missing.values()))
    for program, package in PROGRAMS.items():
        where = shutil.which(program)
        print(f"{program}: {where or f'missing; as root: apt-get install {package}'}")
    print(f"elasticsearch: {elasticsearch()}")
    print(f"stripe-mock: {stripe_mock()}")
    return 0


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL)


def engines_home() -> Path:
    return Path("/var/lib/rongtong/engines") if os.geteuid() == 0 else CHECKOUT / ".engines"


def elasticsearch_home() -> Path:
    return engines_home() / f"elasticsearch-{ELASTICSEARCH}"


def stripe_mock_program() -> Path:
    return engines_home() / f"stripe-mock-{STRIPE_MOCK}" / "stripe-mock"


def stripe_mock() -> str:
    """Where it lies, built if need be; else what is missing."""
    program = stripe_mock_program()
    if program.exists():
        return str(program)
    if shutil.which("go") is None:
        return "missing; install Go"
    program.parent.mkdir(parents=True, exist_ok=True)
    built = subprocess.run(
        ["go", "install", MODULE], check=False, env={**os.environ, "GOBIN": str(program.parent)}
    )
    return str(program) if built.returncode == 0 else f"missing; Go could not install {MODULE}"


def elasticsearch() -> str:
    """Where it lies, fetched if need be; else what is missing."""
    home = elasticsearch_home()
    if (home / "bin" / "elasticsearch").exists():
        return str(home)
    if shutil.which("mvn") is None or java_version() < OLDEST_JAVA:
        return f"missing; install Maven and Java {OLDEST_JAVA} or newer, or set ELASTICSEARCH_URL"
    command = ["mvn", "-q", "-B", "dependency:get", "-Dtransitive=false", f"-Dartifact={ARTIFACT}"]
    if subprocess.run(command, check=False).returncode:
        return f"missing; Maven could not fetch {ARTIFACT}"
    unpack(Path.home() / IN_MAVEN, home)
    return str(home)


def java_version() -> int:
    java = shutil.which("java")
    if java is None:
        return 0
    told = subprocess.run([java, "-version"], check=False, capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def unpack(archive: Path, home: Path) -> None:
    """Beside its place first, so that what lies there is whole."""
    unfinished = home.with_name(f"{home.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(unfinished)
    (content,) = unfinished.iterdir()
    for path in (content, *content.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    content.rename(home)
    unfinished.rmdir()


if __name__ == "__main__":
    sys.exit(main())
