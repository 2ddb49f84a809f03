# Removes the code of the package that was installed from the current directory; keeps its metadata.
import importlib.metadata, json, os, pathlib, urllib.parse, urllib.request

for found in importlib.metadata.distributions():
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    url = urllib.parse.urlparse(origin.get("url", ""))
    folder = urllib.request.url2pathname(url.path)
    if url.scheme != "file" or origin.get("dir_info", {}).get("editable") or not os.path.isdir(folder):
        continue
    if not os.path.samefile(folder, "."):
        continue
    site = pathlib.Path(found.locate_file("")).resolve()
    for file in found.files or ():
        if file.parts[0] == ".." or file.parts[0].endswith(".dist-info"):
            continue
        path = site / file
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == site or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()
