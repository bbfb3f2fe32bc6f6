package veredus.engine.reception;

import java.util.Optional;

/**
 * What a message names in its own header of what rules may decide as well.
 *
 * @param pool a pool or vMTA that its tenant may use
 * @param priority 0 (first) to 9 (last)
 */
public record Wishes(Optional<String> pool, Optional<String> campaign, Optional<Integer> priority) {}
