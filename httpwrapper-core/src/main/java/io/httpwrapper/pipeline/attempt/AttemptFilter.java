package io.httpwrapper.pipeline.attempt;

import java.time.Duration;
import java.util.List;

import io.httpwrapper.pipeline.call.AttemptRequest;
import io.httpwrapper.pipeline.call.ClientCore;
import io.httpwrapper.pipeline.call.Judge;
import io.httpwrapper.pipeline.call.Stage;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.timing.DeadlineTimer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.CoreSubscriber;

/**
 * The stage that makes one attempt. It asks the guards in order to let the attempt in,
 * sends the request, judges the outcome once, and informs the guards in reverse order.
 * The state of one attempt is in its {@link AttemptSubscriber}.
 */
public final class AttemptFilter implements Stage {

	final ClientCore core;

	final Judge judge;

	final Guard[] guards;

	/** Whether any guard learns from response headers. */
	final boolean readsHeaders;

	/** {@code timeout.attempt}; zero for none. */
	final Duration timeout;

	final long timeoutNanos;

	/** Null without a timeout. */
	final DeadlineTimer.@Nullable Line timeoutLine;

	/** The name of the header that tells the remote how much time is left, or null. */
	final @Nullable String deadlineHeader;

	final Stage next;

	private final @Nullable AttemptObserver observer;

	/**
	 * @param guards in the order in which they are asked
	 * @param observer observes each attempt, or null
	 */
	public AttemptFilter(ClientCore core, ClientSettings settings, Judge judge, List<? extends Guard> guards,
			@Nullable AttemptObserver observer, Stage next) {
		this.core = core;
		this.judge = judge;
		this.guards = guards.toArray(Guard[]::new);
		this.readsHeaders = guards.stream().anyMatch(Guard::readsHeaders);
		this.timeout = settings.timeout().attempt();
		this.timeoutNanos = this.timeout.toNanos();
		this.timeoutLine = this.timeout.isZero() ? null : core.time().timer().line(this.timeout);
		this.deadlineHeader = settings.timeout().deadlineHeader();
		this.observer = observer;
		this.next = next;
	}

	@Override
	public void send(ClientRequest request, CoreSubscriber<? super ClientResponse> subscriber) {
		AttemptRequest attempt = AttemptRequest.of(request);
		AttemptObserver observer = this.observer;
		AttemptSubscriber sender = (observer != null && observer.isActive())
				? new ObservedAttemptSubscriber(subscriber, this, attempt, observer)
				: new AttemptSubscriber(subscriber, this, attempt);
		subscriber.onSubscribe(sender);
		sender.start();
	}

}
