package veredus.api.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code web.toml}, table {@code [web]}: the control plane, a program of its own. The engine checks these values and
 * uses none of them.
 *
 * @param certificate PEM; without it the control plane makes one that vouches for itself
 * @param dataDirectory where users, sessions' secret, certificate and history lie; relative to the configuration
 * @param engineUrl the admin API of the engine
 * @param engineToken where the token lies with which the engine is asked: {@code file:}, {@code env:} or
 *     {@code credential:}. It stays a reference here, since the engine need not be able to read it
 * @param sessionIdle after so long without a request one signs in again
 * @param sessionAbsolute after so long one signs in again in any case
 */
public record WebPolicy(
        @Default("127.0.0.1") String address,
        @Range(min = "1", max = "65535") @Default("8443") int port,
        Optional<String> certificate,
        Optional<String> privateKey,
        @Default("web") String dataDirectory,
        @Default("http://127.0.0.1:8025") String engineUrl,
        @Default("file:var/admin-token") String engineToken,
        @Range(min = "1m", max = "7d") @Default("30m") Duration sessionIdle,
        @Range(min = "5m", max = "30d") @Default("12h") Duration sessionAbsolute,
        List<Cidr> allowNetworks) {}
