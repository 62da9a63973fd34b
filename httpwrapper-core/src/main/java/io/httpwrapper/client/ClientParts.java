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
 * The parts of a client that stay the same whatever its settings become.
 *
 * @param plugins those that apply to the client, the outermost first; its credentials are
 * the last one
 * @param wire gets requests instead of the connector, or null
 * @param classifier the application's, or null
 * @param conditions the application's
 * @param fallback the application's, or null
 * @param strategies decode what comes from no connector
 * @param observer of attempts, or null
 */
record ClientParts(ClientCore core, RetryBudget budget, List<ClientPlugin> plugins, @Nullable ClientWire wire,
		@Nullable ResponseClassifier classifier, List<RetryCondition> conditions, @Nullable Fallback fallback,
		ExchangeStrategies strategies, @Nullable AttemptObserver observer) {
}
