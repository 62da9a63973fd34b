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
 * What one call does differently from its client's settings. Immutable. Goes with the
 * request: <pre class="code">
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
	 * Nothing different: what the others start from.
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
	 * Says that sending the request twice does no more than sending it once, whatever its
	 * method.
	 */
	public CallOptions idempotent() {
		Repeating old = this.repeating;
		return with(new Repeating(old.allowed(), true, old.key(), old.body()));
	}

	/**
	 * Sends this idempotency key with each attempt, which makes the request repeatable.
	 * @param key unique to what the call is to do; not blank
	 */
	public CallOptions idempotencyKey(String key) {
		Check.that("idempotencyKey", !key.isBlank(), "not be blank", "'" + key + "'");
		Repeating old = this.repeating;
		return with(new Repeating(old.allowed(), old.idempotent(), key, old.body()));
	}

	/**
	 * Says that the publisher given as the request's body yields the same again when
	 * subscribed to again. Not needed for bodies that are plain values.
	 */
	public CallOptions repeatableBody() {
		Repeating old = this.repeating;
		return with(new Repeating(old.allowed(), old.idempotent(), old.key(), true));
	}

	/**
	 * Neither answers the call from the cache nor stores its response.
	 */
	public CallOptions noCache() {
		return with(this.cache.switchedOff());
	}

	/**
	 * Answers the call from the cache or not at all: with status 504 if there is nothing
	 * that fits and is fresh.
	 */
	public CallOptions onlyIfCached() {
		return with(this.cache.and("only-if-cached"));
	}

	/**
	 * Asks the remote even if there is a fresh response in the cache, which is renewed by
	 * the answer.
	 */
	public CallOptions refreshCache() {
		return with(this.cache.and("no-cache"));
	}

	/**
	 * Is content with a response from the cache that is stale by at most this much,
	 * unless the response forbids it.
	 * @param staleness not negative; counted in whole seconds
	 */
	public CallOptions maxStale(Duration staleness) {
		Check.notNegative("maxStale", staleness);
		return with(this.cache.and("max-stale=" + staleness.toSeconds()));
	}

	/**
	 * Names by which what the cache stores of this call can be deleted, see
	 * {@link io.httpwrapper.client.ResponseCache#purgeTag}.
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
	 * Ends every call made below {@code context} by the same moment, unless its own
	 * deadline comes first: for passing on the deadline of an incoming request, with
	 * {@code mono.contextWrite((context) -> CallOptions.deadlineIn(context, at))}.
	 * @param context what to add it to
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
	 * The moment by which all calls below {@code context} must end, on the clock of
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
	 * Whether sending the request twice does no more than sending it once.
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
	 * Whether the request's body is the same each time that it is subscribed to.
	 */
	public boolean hasRepeatableBody() {
		return this.repeating.body();
	}

	/**
	 * What the call does differently in the cache.
	 */
	public CacheOptions cache() {
		return this.cache;
	}

	/**
	 * Whether and why the request may be sent again.
	 */
	private record Repeating(boolean allowed, boolean idempotent, @Nullable String key, boolean body) {

		private static final Repeating USUAL = new Repeating(true, false, null, false);

	}

}
