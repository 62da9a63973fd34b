package io.httpwrapper.call;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Options of one call that differ from its client's settings. Immutable. They are passed
 * with the request: <pre class="code">
 * client.get().uri("/orders/1").attributes(CallOptions.none().noRetry().deadline(ofMillis(300)))
 * </pre>
 */
public final class CallOptions implements Consumer<Map<String, Object>> {

	private static final String ATTRIBUTE = CallOptions.class.getName();

	private static final Object DEADLINE_KEY = CallOptions.class.getName() + ".deadline";

	private static final CallOptions NONE = new CallOptions(null, Repeating.USUAL, CacheOptions.NONE);

	private final @Nullable Duration deadline;

	private final Repeating repeating;

	private final CacheOptions cache;

	private CallOptions(@Nullable Duration deadline, Repeating repeating, CacheOptions cache) {
		this.deadline = deadline;
		this.repeating = repeating;
		this.cache = cache;
	}

	/**
	 * No options. Other options start from here.
	 */
	public static CallOptions none() {
		return NONE;
	}

	/**
	 * Sends the request once.
	 */
	public CallOptions noRetry() {
		Repeating old = this.repeating;
		return with(new Repeating(false, old.idempotent(), old.key(), old.body()));
	}

	/**
	 * Gives the whole call this much time instead of {@code timeout.call}.
	 * @param timeout more than zero; may be longer than the setting
	 */
	public CallOptions deadline(Duration timeout) {
		return new CallOptions(Check.positive("deadline", timeout), this.repeating, this.cache);
	}

	/**
	 * Declares the request idempotent, whatever its method: sending it twice has the same
	 * effect as sending it once.
	 */
	public CallOptions idempotent() {
		Repeating old = this.repeating;
		return with(new Repeating(old.allowed(), true, old.key(), old.body()));
	}

	/**
	 * Sends this idempotency key with each attempt, which makes the request repeatable.
	 * @param key unique to the operation; not blank
	 */
	public CallOptions idempotencyKey(String key) {
		Check.that("idempotencyKey", !key.isBlank(), "not be blank", "'" + key + "'");
		Repeating old = this.repeating;
		return with(new Repeating(old.allowed(), old.idempotent(), key, old.body()));
	}

	/**
	 * Declares that the publisher of the request's body gives the same body at each
	 * subscription. Not needed for bodies that are plain values.
	 */
	public CallOptions repeatableBody() {
		Repeating old = this.repeating;
		return with(new Repeating(old.allowed(), old.idempotent(), old.key(), true));
	}

	/**
	 * Bypasses the cache: the call is not answered from it, and its response is not
	 * stored.
	 */
	public CallOptions noCache() {
		return with(this.cache.switchedOff());
	}

	/**
	 * Answers the call only from the cache. The status is 504 if no fresh response fits.
	 */
	public CallOptions onlyIfCached() {
		return with(this.cache.and("only-if-cached"));
	}

	/**
	 * Asks the remote even if there is a fresh response in the cache. The answer replaces
	 * it.
	 */
	public CallOptions refreshCache() {
		return with(this.cache.and("no-cache"));
	}

	/**
	 * Accepts a cached response that has been stale for at most this time, unless the
	 * response forbids it.
	 * @param staleness not negative; counted in whole seconds
	 */
	public CallOptions maxStale(Duration staleness) {
		Check.notNegative("maxStale", staleness);
		return with(this.cache.and("max-stale=" + staleness.toSeconds()));
	}

	/**
	 * Tags the responses that the cache stores for this call, so that they can be deleted
	 * by tag, see {@link io.httpwrapper.client.ResponseCache#purgeTag}.
	 */
	public CallOptions cacheTags(String... tags) {
		return with(this.cache.tagged(Set.copyOf(List.of(tags))));
	}

	private CallOptions with(CacheOptions cache) {
		return new CallOptions(this.deadline, this.repeating, cache);
	}

	private CallOptions with(Repeating repeating) {
		return new CallOptions(this.deadline, repeating, this.cache);
	}

	/**
	 * Puts these options into a request's attributes.
	 */
	@Override
	public void accept(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	/**
	 * Ends every call below {@code context} at the same moment, unless its own deadline
	 * is earlier. Use it to pass on the deadline of an incoming request, with
	 * {@code mono.contextWrite((context) -> CallOptions.deadlineIn(context, at))}.
	 * @param context the context to add the deadline to
	 * @param atNanos the moment, on the clock of {@link System#nanoTime()}
	 */
	public static Context deadlineIn(Context context, long atNanos) {
		return context.put(DEADLINE_KEY, atNanos);
	}

	/**
	 * The options among a request's attributes, or {@link #none()}.
	 */
	public static CallOptions in(Map<String, Object> attributes) {
		return (attributes.get(ATTRIBUTE) instanceof CallOptions options) ? options : NONE;
	}

	/**
	 * The moment at which all calls below {@code context} end, on the clock of
	 * {@link System#nanoTime()}; null if there is none.
	 */
	public static @Nullable Long inheritedDeadlineNanos(ContextView context) {
		return context.isEmpty() ? null : context.getOrDefault(DEADLINE_KEY, null);
	}

	/**
	 * Whether the request may be sent again.
	 */
	public boolean retries() {
		return this.repeating.allowed();
	}

	/**
	 * How long the call may take, or null for {@code timeout.call}.
	 */
	public @Nullable Duration deadline() {
		return this.deadline;
	}

	/**
	 * Whether the request was declared idempotent, by {@link #idempotent()} or a key.
	 */
	public boolean isIdempotent() {
		return this.repeating.idempotent();
	}

	/**
	 * The idempotency key, or null.
	 */
	public @Nullable String idempotencyKey() {
		return this.repeating.key();
	}

	/**
	 * Whether the request's body is the same at each subscription.
	 */
	public boolean hasRepeatableBody() {
		return this.repeating.body();
	}

	/**
	 * The options for the cache.
	 */
	public CacheOptions cache() {
		return this.cache;
	}

	/**
	 * Whether the request may be sent again, and why.
	 */
	private record Repeating(boolean allowed, boolean idempotent, @Nullable String key, boolean body) {

		private static final Repeating USUAL = new Repeating(true, false, null, false);

	}

}
