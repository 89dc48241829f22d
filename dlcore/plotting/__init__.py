"""The look of every figure: palette, dashes and marker shapes that go with the colours."""
