"""How a worker's process comes to be: a guard, a zygote that is warmed up once, and forks of it."""
