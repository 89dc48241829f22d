"""The teaching laboratory's library: every application of deep learning as a few plain functions.

>>> from dlcore.contract import Training, find
>>> training = Training(find("gradient_descent"), {"steps": 100})
>>> for event in training:
...     print(event)
"""
