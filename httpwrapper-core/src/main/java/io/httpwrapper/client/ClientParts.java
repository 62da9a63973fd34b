package io.httpwrapper.client;

import java.util.List;

import io.httpwrapper.pipeline.attempt.AttemptObserver;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.plugin.ClientPlugin;
import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.plugin.Fallback;
import io.httpwrapper.policy.ResponseClassifier;
import io.httpwrapper.policy.RetryBudget;
import io.httpwrapper.policy.RetryCondition;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * The parts of a client that stay the same when its settings change.
 *
 * @param plugins the plugins that apply to the client, the outermost first; the last one
 * adds its credentials
 * @param wire receives requests instead of the connector, or null
 * @param classifier the application's classifier, or null
 * @param conditions the application's retry conditions
 * @param fallback the application's fallback, or null
 * @param strategies decode responses that no connector brought
 * @param observer observes attempts, or null
 */
record ClientParts(ClientCore core, RetryBudget budget, List<ClientPlugin> plugins, @Nullable ClientWire wire,
		@Nullable ResponseClassifier classifier, List<RetryCondition> conditions, @Nullable Fallback fallback,
		ExchangeStrategies strategies, @Nullable AttemptObserver observer) {
}
