package io.httpwrapper.error;

import java.time.Duration;
import java.util.Optional;

import io.httpwrapper.policy.CircuitBreaker;
import io.httpwrapper.policy.CircuitSnapshot;
import io.httpwrapper.policy.CircuitState;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * Refused because the circuit to the remote is open, or half-open with all trial calls in
 * use.
 */
public final class CircuitOpenException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	private final transient CircuitBreaker breaker;

	private final long untilTrialNanos;

	public CircuitOpenException(String client, ClientRequest request, CircuitBreaker breaker, long nowNanos) {
		super(client, request);
		this.breaker = breaker;
		this.untilTrialNanos = breaker.untilTrialNanos(nowNanos);
	}

	@Override
	public String reason() {
		return "circuit-open";
	}

	/**
	 * Time from the refusal until the next trial call is possible; empty if the circuit
	 * was forced open.
	 */
	@Override
	public Optional<Duration> retryAfter() {
		return (this.untilTrialNanos != Long.MAX_VALUE) ? Optional.of(Duration.ofNanos(this.untilTrialNanos))
				: Optional.empty();
	}

	@Override
	public String getMessage() {
		String sentence = "Client '" + client() + "' did not send " + requestLine() + ": ";
		if (this.breaker == null) {
			return sentence + "circuit open.";
		}
		CircuitSnapshot circuit = this.breaker.snapshot();
		String next = retryAfter().map((time) -> " Next trial in " + text(time) + ".")
			.orElse(" It stays open until its mode is changed.");
		if (circuit.state() != CircuitState.OPEN && circuit.state() != CircuitState.FORCED_OPEN) {
			return sentence + "circuit to " + circuit.name() + " was not closed; it is " + circuit.state() + " now.";
		}
		return sentence + "circuit to " + circuit.name() + " open since " + text(circuit.since()) + " ("
				+ circuit.reason() + ")." + next;
	}

}
