"""`python -m pipeline` is `chronocite`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
