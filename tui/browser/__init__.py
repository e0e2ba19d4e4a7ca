"""The same program in a browser: a server, and for each page a process of its own that runs the program (K5).

The server's side is `server.py` (what is asked over HTTP, and by whom), `service.py` (one page's process) and
`page.py`; the process's side is `child.py`, `driver.py` and `files.py`. `names.py` is used by both. The server opens no
room, knows nobody's password and reads no file that passes through it.
"""
