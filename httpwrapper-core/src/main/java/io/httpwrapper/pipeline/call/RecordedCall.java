package io.httpwrapper.pipeline.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import io.httpwrapper.call.CallReport;
import io.httpwrapper.error.ClientCallException;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.policy.Redaction;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The report of one call, built from its events. Thread-safe.
 */
final class RecordedCall implements CallReport {

	private static final int MOST_STEPS = 50;

	private static final String TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	/**
	 * The parts of a URI that are not its path: scheme and authority, query and fragment.
	 */
	private static final Pattern NOT_PATH = Pattern.compile("^[a-zA-Z][\\w+.-]*://[^/?#{]*|[?#].*$");

	private final long id;

	private final String client;

	private final String target;

	private final Instant start;

	private final List<ClientEvent> steps = new ArrayList<>(4);

	private int more;

	private @Nullable ClientEvent end;

	private boolean badResponse;

	RecordedCall(long id, String client, String remote, ClientRequest request, Instant start) {
		this.id = id;
		this.client = client;
		this.target = request.method() + " " + remote + path(request);
		this.start = start;
	}

	/**
	 * The path of the URI template, which says more than the expanded one. Queries are
	 * left out because they may contain secrets.
	 */
	private static String path(ClientRequest request) {
		Object template = request.attributes().get(TEMPLATE);
		String uri = (template != null) ? template.toString() : String.valueOf(request.url().getRawPath());
		return NOT_PATH.matcher(uri).replaceAll("");
	}

	synchronized void add(ClientEvent step) {
		if (this.steps.size() < MOST_STEPS) {
			this.steps.add(step);
		}
		else {
			this.more++;
		}
	}

	/**
	 * @param badResponse whether the response was judged to be a failure
	 */
	synchronized void end(ClientEvent end, boolean badResponse) {
		this.end = end;
		this.badResponse = badResponse;
	}

	@Override
	public long id() {
		return this.id;
	}

	@Override
	public String client() {
		return this.client;
	}

	@Override
	public String target() {
		return this.target;
	}

	@Override
	public Instant start() {
		return this.start;
	}

	@Override
	public synchronized boolean failed() {
		ClientEvent end = this.end;
		return end != null && (end.type() == EventType.CALL_FAILED || has(EventType.BODY_FAILED)
				|| (this.badResponse && !has(EventType.CACHE_ANSWERED) && !has(EventType.FALLBACK_ANSWERED)));
	}

	private boolean has(EventType type) {
		return this.steps.stream().anyMatch((step) -> step.type() == type);
	}

	@Override
	public synchronized boolean refused() {
		long refused = this.steps.stream().filter((step) -> step.type() == EventType.ATTEMPT_REJECTED).count();
		return failed() && refused > 0 && refused == Objects.requireNonNull(this.end).attempt();
	}

	@Override
	public synchronized List<String> explanation() {
		List<String> sentences = new ArrayList<>();
		Throwable told = null;
		for (ClientEvent step : this.steps) {
			sentences.add(sentence(step, step.error() != null && step.error() == told));
			told = step.error();
		}
		if (this.more > 0) {
			sentences.add("and " + this.more + " more");
		}
		ClientEvent end = this.end;
		if (end != null && end.type() != EventType.BODY_FAILED) {
			sentences.add(ending(end, end.error() != null && end.error() == told));
		}
		return sentences;
	}

	private static String sentence(ClientEvent step, boolean told) {
		String attempt = "attempt " + step.attempt() + ": ";
		return switch (step.type()) {
			case ATTEMPT_WAITED -> attempt + "waited " + millis(step) + " for " + step.reason();
			case ATTEMPT_REJECTED -> attempt + "not sent, " + step.reason() + ": " + outcome(step);
			case RETRY_SCHEDULED ->
				attempt + outcome(step) + "; repeated after " + millis(step) + " because of " + step.reason();
			case RETRY_STOPPED -> (told ? "" : attempt + outcome(step) + "; ") + "not repeated: " + step.reason();
			case BODY_FAILED -> attempt + "the body broke after " + millis(step) + ": " + outcome(step);
			case CACHE_ANSWERED -> "cache: " + step.reason();
			case FALLBACK_ANSWERED -> "the fallback answered " + step.status() + " for " + step.reason();
			case CHAOS_INJECTED -> attempt + "chaos made it: " + step.reason();
			default -> step.type().name();
		};
	}

	private static String ending(ClientEvent end, boolean told) {
		String attempts = (end.attempt() == 1) ? " after 1 attempt in " : " after " + end.attempt() + " attempts in ";
		return switch (end.type()) {
			case CALL_SUCCEEDED -> "got " + end.status() + attempts + millis(end);
			case CALL_CANCELLED -> "cancelled by the caller" + attempts + millis(end);
			default -> "failed" + attempts + millis(end) + (told ? "" : ": " + outcome(end));
		};
	}

	private static String outcome(ClientEvent event) {
		Throwable error = event.error();
		if (error == null) {
			return "status " + event.status();
		}
		if (error instanceof ClientCallException) {
			return String.valueOf(error.getMessage());
		}
		Throwable root = error;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root.getClass().getSimpleName()
				+ ((root.getMessage() != null) ? ": " + Redaction.message(root.getMessage()) : "");
	}

	private static String millis(ClientEvent event) {
		return event.duration().toMillis() + " ms";
	}

	@Override
	public String toString() {
		return "call " + this.id + " " + this.target + ": " + String.join("; ", explanation());
	}

}
