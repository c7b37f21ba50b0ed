"""Words of the invented plans: pools of our own texts and the facts that fill them.

Nothing here reads the database or the clock; chance comes in as an argument.
"""
