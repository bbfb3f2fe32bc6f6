package veredus.api.policy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a key that is not in the file, written as it would be in TOML without quotes ({@code 5m}, {@code 10MiB},
 * {@code [25, 587]}, and {@code [{}]} for a list of one table that is at its defaults). A component without it is required, unless it is an {@code Optional}, a list or a map.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    String value();
}
