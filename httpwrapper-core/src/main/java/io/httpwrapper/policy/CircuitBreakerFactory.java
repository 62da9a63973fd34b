package io.httpwrapper.policy;

import java.util.function.Consumer;

/**
 * Makes the circuit breakers of a client, one per host or one in all. A bean of this type
 * replaces the built-in kind. Thread-safe.
 */
@FunctionalInterface
public interface CircuitBreakerFactory {

	/**
	 * Makes a breaker, closed unless its settings' mode says otherwise.
	 * @param name what it stands for
	 * @param settings its limits
	 * @param onTransition is told of each change of state, after it happened, on the
	 * thread that caused it, and never under a lock; must not block
	 */
	CircuitBreaker create(String name, CircuitBreakerSettings settings, Consumer<CircuitTransition> onTransition);

}
