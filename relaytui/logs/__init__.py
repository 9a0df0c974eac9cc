"""One log format a module; pure, linear, never raising."""
