package io.httpwrapper.policy;

/**
 * A change of a circuit breaker's state, told after it happened.
 *
 * @param name what the breaker stands for: a host with its port, or the client
 * @param from the state left
 * @param to the state entered
 * @param reason why, for people, for example {@code 12 of 20 attempts failed, limit 50%}
 */
public record CircuitTransition(String name, CircuitState from, CircuitState to, String reason) {

}
