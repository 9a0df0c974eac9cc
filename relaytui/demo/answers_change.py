"""What the script of a change prints: see changes/protocol.py."""

from relaytui.demo.host import Reply, SimulatedHost, Values


def _change(host: SimulatedHost, values: Values) -> Reply:
    own, mark, name = host.own, values["mark"], values["id"]
    said = []
    if values["op"] == "do":
        refusal = own.refusal(dict(values))
        if refusal:
            said.append(f"refused {refusal}")
        else:
            own.do(dict(values), host.clock())
            said += ["recorded", "done"]
    elif values["op"] == "undo":
        if own.undo(name, host.clock()):
            said += ["recorded", f"restored {name}", "done"]
        else:
            said.append("refused gone 0")
    text = "".join(f"\n{mark} {one}\n" for one in [*said, "end"])
    return text.encode("utf-8", "surrogateescape"), b"", 0


ANSWERS = {"change": _change}
