"""What comment.yml runs: puts the report of a check into one comment of its pull request, and trusts nothing of it.

The workflow has form.py, report.py and these lines in itself, since what may write checks nothing out; a test holds
them the same.
"""

import io
import json
import os
import re
import subprocess
import sys
import zipfile

from form import report_of
from report import as_comment

MARKER = "<!-- groundplan check -->"
LARGEST = 10_000_000  # bytes of an archive that is fetched, and of the report in it, which has some 500,000
SERVER, REPOSITORY, RUN, COMMIT = (os.environ[name] for name in ("SERVER", "REPOSITORY", "RUN", "COMMIT"))


def gh(*arguments, given=None):
    """Return what GitHub answers; without an answer this ends in one sentence below what gh said itself."""
    done = subprocess.run(["gh", "api", *arguments], input=given, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"GitHub did not take `gh api {arguments[-1]}`: run this job again")
    return done.stdout


def pull_requests():
    """Return those whose newest commit was checked: a report is never shown for what it did not judge."""
    head = f"head={os.environ['OWNER']}:{os.environ['BRANCH']}"
    asked = gh("--method", "GET", f"repos/{REPOSITORY}/pulls", "-f", "state=open", "-f", head)
    return [each["number"] for each in json.loads(asked) if each["head"]["sha"] == COMMIT]


def packed_report():
    """Return the bytes of the report, or None; they are read from the archive in memory, and no more than may be."""
    asked = gh(f"repos/{REPOSITORY}/actions/runs/{RUN}/artifacts?name=groundplan-check")
    listed = json.loads(asked)["artifacts"]
    kept = [each["id"] for each in listed if not each["expired"] and each["size_in_bytes"] <= LARGEST]
    if not kept:
        return None
    packed = io.BytesIO(gh(f"repos/{REPOSITORY}/actions/artifacts/{max(kept)}/zip"))
    try:
        with zipfile.ZipFile(packed) as archive, archive.open("report.json") as file:
            return file.read(LARGEST)  # what is longer is broken off, and so is no JSON
    except Exception:  # noqa: BLE001 - the pull request packs it, so each way to fail would keep an older report
        return None  # no archive, no report in it, a password, broken data of any compression


def told():
    """Return the comment: the report, or that there is none, so that an older one never stands for this commit."""
    run = f"{SERVER}/{REPOSITORY}/actions/runs/{RUN}"
    packed = packed_report()
    if packed is None:
        ended = re.sub("[^a-z ]", "", os.environ["CONCLUSION"].replace("_", " "))
        return f"`groundplan check` of {COMMIT} ended without a report ({ended}): [its log]({run}) says why."
    report = report_of(packed)
    if report is None:
        return (
            f"`groundplan check` of {COMMIT} wrote a report of a form that this workflow does not know, or of more "
            f"than {LARGEST:,} bytes: [its run]({run}) has it."
        )
    verdict, _, rest = as_comment(report).partition("\n")
    return f"{verdict}\n\nOf {COMMIT}, as [the pull request's own code]({run}) tells it.\n{rest}"


def post(number, body):
    """Change the one comment that is its own, or make it."""
    comments = f"repos/{REPOSITORY}/issues/{number}/comments"
    ours = [
        each["id"]
        for page in json.loads(gh("--paginate", "--slurp", f"{comments}?per_page=100"))
        for each in page
        # Anybody can write the marker; a comment of somebody else's is never changed.
        if each["user"]["login"] == "github-actions[bot]" and each["body"].startswith(MARKER)
    ]
    where = ["PATCH", f"repos/{REPOSITORY}/issues/comments/{ours[0]}"] if ours else ["POST", comments]
    gh("--method", *where, "--input", "-", given=body)


numbers = pull_requests()
body = json.dumps({"body": f"{MARKER}\n{told()}\n"}).encode() if numbers else b""
for each in numbers:
    post(each, body)
