/** Where mail goes and from where: routes, mail exchangers, sites, vMTAs, egress paths and their limits. */
@NullMarked
package veredus.engine.egress;

import org.jspecify.annotations.NullMarked;
