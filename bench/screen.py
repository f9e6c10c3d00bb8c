"""The screen of a virtual display, looked at in the memory of its server, and programs that are timed by what is on it: inside
tools/run-headless with TW_SCREEN_FILE=yes. Asking the server for its picture again and again took more than one of two processors from
what was measured."""
import mmap
import os
import struct
import tempfile

PAUSE = 0.003                                           # seconds between two looks
SAMPLE = 4 * 101                                        # bytes from one pixel to the next that is looked at for what is painted

with open(os.environ["TW_SCREEN_FILE"], "rb") as f:
    screen = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
HEAD = struct.unpack(">25I", screen[:100])
PIXELS = HEAD[0] + 12 * HEAD[19]                        # behind the header and the colours


def picture():
    return screen[PIXELS:]


def is_empty(pixels):
    sample = pixels[::SAMPLE]
    return sample.count(0) > len(sample) * 9 // 10


def settings_with(environment, schema, values):
    """The environment in which a program finds these values in its settings."""
    home = tempfile.mkdtemp(dir=os.environ["HOME"])
    os.makedirs(os.path.join(home, "glib-2.0", "settings"))
    with open(os.path.join(home, "glib-2.0", "settings", "keyfile"), "w") as file:
        file.write("[" + schema.replace(".", "/") + "]\n")
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    return dict(environment, GSETTINGS_BACKEND="keyfile", XDG_CONFIG_HOME=home)


def row(work, ours, peer, unit, reach, note=""):
    ratio = ours / peer
    bound = f"<= {reach:.2f} {'yes' if ratio <= reach else 'NO'}" if reach else ""
    print(f"{work:<52} {ours:11.3f} {peer:11.3f} {unit:<7} {ratio:6.2f}  {bound:<12} {note}", flush=True)
