# Runs the Autobahn test suite's fuzzing client against one server, from Jython.
# Arguments: the server's URI, the folder for the reports, patterns of cases separated by commas.
import sys

from autobahntestsuite import wstest

uri, folder, cases = sys.argv[1:]
wstest.start(
    {"mode": "fuzzingclient"},
    {
        "outdir": folder,
        "failByDrop": False,
        "options": {"version": 18},
        "servers": [{"agent": "ws-room", "url": uri}],
        "cases": cases.split(","),
        "exclude-cases": [],
        "exclude-agent-cases": {},
    },
)
