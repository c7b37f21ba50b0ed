"""The feed in Open Referral UK 3.0: services of the network as machines of other systems read them.

Identifiers are UUIDs of version 5, made of the service's identifier or the provider's IČO; they never change.
"""
