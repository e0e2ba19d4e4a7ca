"""Line mode (`--plain`): a question a line, a fact a line; no box, colour or cursor movement, for scripts and for
whoever listens to the screen."""
