package io.httpwrapper.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.httpwrapper.http.HttpDate;
import io.httpwrapper.http.StructuredField;
import io.httpwrapper.http.StructuredField.Bytes;
import io.httpwrapper.http.StructuredField.Item;
import io.httpwrapper.http.StructuredField.Token;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a response says about the remote's quotas. The first of these forms that is
 * there and well-formed counts:
 * <ul>
 * <li>{@code RateLimit: "default";r=50;t=30} and {@code RateLimit-Policy}, as in
 * draft-ietf-httpapi-ratelimit-headers since its revision 8;</li>
 * <li>{@code RateLimit: limit=100, remaining=50, reset=30}, as in its revision 7;</li>
 * <li>{@code RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, as in its earlier
 * revisions;</li>
 * <li>{@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, and the same as
 * {@code X-Rate-Limit-…}, which no document defines.</li>
 * </ul>
 * In the last two forms a reset from 10<sup>9</sup> on is a time since 1970 in seconds,
 * from 10<sup>12</sup> on in milliseconds, and what is less is a number of seconds from
 * now. What is malformed is ignored. What counts bytes or concurrent requests instead of
 * requests is left out.
 */
public final class QuotaHeaders {

	private static final List<String> PREFIXES = List.of("RateLimit-", "X-RateLimit-", "X-Rate-Limit-");

	/** Further ahead than anybody waits; also keeps sums with the clock's time small. */
	private static final long LONGEST_NANOS = Duration.ofDays(366).toNanos();

	private static final long LONGEST_SECONDS = TimeUnit.NANOSECONDS.toSeconds(LONGEST_NANOS);

	private static final double FIRST_EPOCH_SECOND = 1e9;

	private static final double FIRST_EPOCH_MILLISECOND = 1e12;

	private static final double END_OF_TIME = 1e14;

	private static final int LONGEST_NUMBER = 20;

	private QuotaHeaders() {
	}

	/**
	 * The quotas that a response tells about.
	 * @param header gives the value of a response header by its name, or null; the values
	 * of several lines joined by commas
	 * @param clock tells how far off a time is when the response has no {@code Date},
	 * which spares the difference between the remote's clock and ours
	 * @return the quotas, each with a known {@code remaining} or {@code resetNanos};
	 * empty if the response tells of none
	 */
	public static List<Quota> read(Function<String, @Nullable String> header, InstantSource clock) {
		String field = header.apply("RateLimit");
		if (field != null) {
			List<Quota> quotas = limits(field, policies(header.apply("RateLimit-Policy")));
			if (!quotas.isEmpty()) {
				return quotas;
			}
		}
		for (String prefix : PREFIXES) {
			Quota quota = triple(prefix, header, clock);
			if (quota != null) {
				return List.of(quota);
			}
		}
		return List.of();
	}

	private static List<Item> policies(@Nullable String field) {
		List<Item> policies = (field != null) ? StructuredField.list(field) : null;
		return (policies != null) ? policies : List.of();
	}

	private static List<Quota> limits(String field, List<Item> policies) {
		List<Item> items = StructuredField.list(field);
		if (items == null) {
			Map<String, Item> members = StructuredField.dictionary(field);
			return (members != null) ? singleLimit(members, policies) : List.of();
		}
		List<Quota> quotas = new ArrayList<>(items.size());
		for (Item item : items) {
			String name = name(item);
			if (name == null || !isCount(item, "r", true) || !isCount(item, "t", false) || partition(item) == null) {
				return List.of(); // one malformed item makes the field malformed
			}
			Item policy = policy(name, item, policies);
			if (policy == null || countsRequests(policy)) {
				quotas.add(quota(name, item, policy));
			}
		}
		return quotas;
	}

	private static Quota quota(String name, Item item, @Nullable Item policy) {
		return new Quota(name, String.valueOf(partition(item)), (policy != null) ? count(policy, "q") : Quota.UNKNOWN,
				(policy != null) ? nanos(count(policy, "w")) : Quota.UNKNOWN, count(item, "r"),
				nanos(count(item, "t")));
	}

	/** The policy of a limit: the one of its name, best of its partition. */
	private static @Nullable Item policy(String name, Item limit, List<Item> policies) {
		Item found = null;
		for (Item policy : policies) {
			if (name.equals(name(policy))) {
				if (String.valueOf(partition(limit)).equals(partition(policy))) {
					return policy;
				}
				found = policy;
			}
		}
		return found;
	}

	private static boolean countsRequests(Item policy) {
		return "requests".equals(policy.parameters().getOrDefault("qu", "requests"));
	}

	/** {@code limit=100, remaining=50, reset=30} beside {@code 100;w=60}. */
	private static List<Quota> singleLimit(Map<String, Item> members, List<Item> policies) {
		long remaining = count(members.get("remaining"));
		long reset = nanos(count(members.get("reset")));
		if (remaining == Quota.UNKNOWN || reset == Quota.UNKNOWN) {
			return List.of();
		}
		long limit = count(members.get("limit"));
		return List.of(new Quota("", "", limit, window(limit, policies), remaining, reset));
	}

	private static @Nullable Quota triple(String prefix, Function<String, @Nullable String> header,
			InstantSource clock) {
		long remaining = whole(number(header.apply(prefix + "Remaining")));
		long reset = reset(number(header.apply(prefix + "Reset")), header, clock);
		if (remaining == Quota.UNKNOWN && reset == Quota.UNKNOWN) {
			return null;
		}
		// the limit may be followed by its policies: 100, 100;w=60
		List<Item> limits = policies(header.apply(prefix + "Limit"));
		long limit = limits.isEmpty() ? Quota.UNKNOWN : count(limits.get(0));
		return new Quota("", "", limit, window(limit, limits), remaining, reset);
	}

	private static long reset(double number, Function<String, @Nullable String> header, InstantSource clock) {
		if (number < FIRST_EPOCH_SECOND) {
			return (number >= 0) ? nanos((long) Math.ceil(number)) : Quota.UNKNOWN;
		}
		if (number >= END_OF_TIME) {
			return Quota.UNKNOWN;
		}
		double millis = (number < FIRST_EPOCH_MILLISECOND) ? number * 1000 : number;
		long left = (long) Math.ceil(millis) - remoteMillis(header.apply("Date"), clock);
		return Math.min(LONGEST_NANOS, TimeUnit.MILLISECONDS.toNanos(Math.max(0, left)));
	}

	private static long remoteMillis(@Nullable String date, InstantSource clock) {
		Instant now = clock.instant();
		Instant remote = HttpDate.parse(date, now);
		return ((remote != null) ? remote : now).toEpochMilli();
	}

	/** The window of the policy whose quota is {@code limit}. */
	private static long window(long limit, List<Item> policies) {
		for (Item policy : policies) {
			if (limit >= 0 && count(policy) == limit && count(policy, "w") > 0) {
				return nanos(count(policy, "w"));
			}
		}
		return Quota.UNKNOWN;
	}

	private static @Nullable String name(Item item) {
		return (item.value() instanceof String name) ? name
				: (item.value() instanceof Token token) ? token.text() : null;
	}

	/** The partition key; empty if there is none, null if it is malformed. */
	private static @Nullable String partition(Item item) {
		Object key = item.parameters().get("pk");
		if (key == null) {
			return "";
		}
		return (key instanceof Bytes bytes) ? bytes.base64() : null;
	}

	private static boolean isCount(Item item, String parameter, boolean required) {
		return item.parameters().containsKey(parameter) ? count(item, parameter) >= 0 : !required;
	}

	private static long count(Item item, String parameter) {
		return count(item.parameters().get(parameter));
	}

	private static long count(@Nullable Item item) {
		return (item != null) ? count(item.value()) : Quota.UNKNOWN;
	}

	private static long count(@Nullable Object value) {
		return (value instanceof Long count && count >= 0) ? count : Quota.UNKNOWN;
	}

	private static long nanos(long seconds) {
		return (seconds < 0) ? Quota.UNKNOWN : TimeUnit.SECONDS.toNanos(Math.min(seconds, LONGEST_SECONDS));
	}

	private static long whole(double number) {
		return (number >= 0 && number < END_OF_TIME) ? (long) number : Quota.UNKNOWN;
	}

	/** Digits, perhaps with a fraction; else {@link Quota#UNKNOWN}. */
	private static double number(@Nullable String value) {
		String text = (value != null) ? value.strip() : "";
		boolean fraction = false;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '.' && !fraction && i > 0) {
				fraction = true;
			}
			else if (c < '0' || c > '9') {
				return Quota.UNKNOWN;
			}
		}
		return (text.isEmpty() || text.length() > LONGEST_NUMBER) ? Quota.UNKNOWN : Double.parseDouble(text);
	}

}
