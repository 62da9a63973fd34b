package io.httpwrapper.autoconfigure.chaos;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The switch for failures that are injected on purpose.
 *
 * @param enabled whether the chaos settings of clients have an effect
 * @param seed makes the same failures in the same order, client by client; none: others
 * each time
 */
@ConfigurationProperties(prefix = "httpwrapper.chaos", ignoreUnknownFields = false)
record ChaosSwitch(@DefaultValue("false") boolean enabled, @Nullable Long seed) {

}
