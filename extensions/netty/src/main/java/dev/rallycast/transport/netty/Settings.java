package dev.rallycast.transport.netty;

import dev.rallycast.ClientManager;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.OriginPolicy;

/** What all connections of an endpoint have in common. */
record Settings(
        ClientManager clients,
        Authenticator authenticator,
        PathPattern path,
        OriginPolicy origins,
        boolean compression) {}
