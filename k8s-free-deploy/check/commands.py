"""Has gcloud's own parser judge every gcloud command: those that dry runs print, and those that are written down.

usage: commands.py PRINTED FILE…
PRINTED has a line "+ gcloud …" or "? gcloud …" for each command of a dry run. In the FILEs a command ends where its line
does, or at a pipe; variables are given a stand-in's value.
"""
import json
import re
import subprocess
import sys
import tempfile

WRITTEN = re.compile(r"""(?<![\w/.-])gcloud ((?:[^|;&)<>`#\n"']|"(?:[^"\\]|\\.)*"|'[^']*')+)""")
VARIABLE = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\$[A-Za-z_]\w*")



def value(variable):
    return "https://x1.example" if "url" in variable[0].lower() else "x1"


found = {}
with open(sys.argv[1], encoding="utf8") as printed:
    for line in printed:
        if line.startswith(("+ gcloud ", "? gcloud ")):
            found.setdefault(line[2:].strip(), "a dry run")
for path in sys.argv[2:]:
    with open(path, encoding="utf8") as file:
        text = file.read().replace("\\\n", " ")
    for match in WRITTEN.finditer(text):
        command = VARIABLE.sub(value, "gcloud " + match[1].strip().rstrip("\\").strip())
        if re.match("gcloud [a-z]", command):
            found.setdefault(command, path)

with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf8") as file:
    json.dump([{"command_string": command} for command in found], file)
    file.flush()
    judged = subprocess.run(["gcloud", "meta", "lint-gcloud-commands", "--commands-file=" + file.name],
                            check=True, capture_output=True, text=True)
wrong = [(where, each) for where, each in zip(found.values(), json.loads(judged.stdout), strict=True) if not each["success"]]
for where, each in wrong:
    print(f"{where}: {each['command_string']}\n    {each['error_message']}")
print(f"   {len(found)} commands of gcloud, {len(wrong)} refused")
sys.exit(1 if wrong or not found else 0)
