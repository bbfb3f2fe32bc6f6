/**
 * The engine and the mail programs of others: Postfix, Exim, swaks, msmtp, gsasl, Python, OpenSSL, sslscan; and zsh. All of it on
 * loopback, each server with a configuration, a spool and a port of its own. What is not installed is not tested, and the
 * output says so; {@code .ci/peers} installs it.
 */
@NullMarked
package veredus.cli.peers;

import org.jspecify.annotations.NullMarked;
