"""The capacity plan: what people write, read with positions, checked, and handed on as frozen values.

Pure: no Pulumi, no network, no clock. Start at `loading.load_plan`.
"""
