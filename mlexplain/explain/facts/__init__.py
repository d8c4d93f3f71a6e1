"""What the code shows of its names and calls: scope, kinds, origins, parts, roles and API cards."""
