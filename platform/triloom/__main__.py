"""Entry point of `triloom` and `python -m triloom`."""

from triloom.cli import main

if __name__ == "__main__":
    main()
