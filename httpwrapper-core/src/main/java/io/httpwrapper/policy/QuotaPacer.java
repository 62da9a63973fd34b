package io.httpwrapper.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slows down before a remote must throttle: keeps what its responses tell about its
 * quotas, and says when the next request may be sent. While it knows of nothing, or while
 * plenty is left, that is at once.
 *
 * <p>
 * Three things hold a request back, the longest wait counts: a quota that is nearly used
 * up ({@link LearntQuota}), a {@code Retry-After}, and the pace after a 429 that no quota
 * explained ({@link ThrottlePace}).
 *
 * <p>
 * Which partition of the remote's capacity a request will count against is known only
 * when it is answered. So one is held back only when every partition known would hold it
 * back: whoever has several must tell them apart by the key that each pacer belongs to.
 *
 * <p>
 * Not thread-safe. Times are on the clock of {@link System#nanoTime()}.
 */
public final class QuotaPacer {

	private static final int MOST_PARTITIONS = 16;

	/** An explicit wish is kept for longer, but not for ever. */
	private static final long LONGEST_RETRY_AFTER = Duration.ofHours(1).toNanos();

	private static final int TOO_MANY_REQUESTS = 429;

	private static final int UNAVAILABLE = 503;

	private final Map<String, QuotaPartition> partitions = new LinkedHashMap<>();

	private final ThrottlePace pace;

	/** Requests sent, and those of them that nothing more is to be heard of. */
	private long sent;

	private long settled;

	/** Of those, the ones that were answered and not throttled. */
	private long used;

	private long lastSentNanos;

	private long heldUntil;

	public QuotaPacer(long nowNanos) {
		this.pace = new ThrottlePace(nowNanos);
		this.lastSentNanos = nowNanos - QuotaPartition.LONGEST_SILENCE;
		this.heldUntil = nowNanos;
	}

	/**
	 * Time until the next request may be sent.
	 * @return 0 if it may be sent now
	 */
	public long waitNanos(long nowNanos) {
		long wait = Math.max(this.heldUntil - nowNanos, this.pace.waitNanos(nowNanos, this.lastSentNanos));
		if (!this.partitions.isEmpty()) {
			wait = Math.max(wait, leastPartition(nowNanos));
		}
		return Math.max(0, wait);
	}

	private long leastPartition(long nowNanos) {
		long least = Long.MAX_VALUE;
		for (QuotaPartition partition : this.partitions.values()) {
			least = Math.min(least, partition.waitNanos(nowNanos, this.lastSentNanos));
		}
		return least;
	}

	private long leastGap(long nowNanos) {
		return this.partitions.values().stream().mapToLong((partition) -> partition.gapNanos(nowNanos)).min().orElse(0);
	}

	/**
	 * Time until a request may be sent that others wait before, as far as it can be told
	 * now.
	 * @param ahead how many wait before it
	 */
	public long waitNanos(long nowNanos, int ahead) {
		long first = waitNanos(nowNanos);
		if (ahead == 0) {
			return first;
		}
		// as a double it does not overflow: little for a year, behind hundreds who wait
		double gap = Math.max(leastGap(nowNanos), this.pace.gapNanos(nowNanos));
		return first + (long) Math.min(ahead * gap, Long.MAX_VALUE / 2);
	}

	/**
	 * A request is sent now.
	 * @return to be handed in with its answer. Exactly one of {@link #answered},
	 * {@link #lost} and {@link #unsent} must follow
	 */
	public Ticket sent(long nowNanos) {
		this.lastSentNanos = nowNanos;
		this.pace.sent(nowNanos);
		if (this.partitions.size() == 1) {
			this.partitions.values().forEach(QuotaPartition::sent);
		}
		this.sent++;
		return new Ticket(this.settled, nowNanos);
	}

	/** A request was not sent after all, or never came to the remote. */
	public void unsent() {
		this.settled++;
		if (this.partitions.size() == 1) {
			this.partitions.values().forEach(QuotaPartition::unsent);
		}
	}

	/** A request got no answer. */
	public void lost() {
		this.settled++;
	}

	/**
	 * Learns from an answer.
	 * @param ticket that of the request
	 * @param nowNanos the time now
	 * @param status the response's status
	 * @param retryAfterNanos how long the remote asked to stay away, or
	 * {@link Permit#NO_RETRY_AFTER}
	 * @param quotas what the response told
	 */
	public void answered(Ticket ticket, long nowNanos, int status, long retryAfterNanos, List<Quota> quotas) {
		this.settled++;
		boolean throttled = status == TOO_MANY_REQUESTS || (status == UNAVAILABLE && retryAfterNanos > 0);
		this.used += throttled ? 0 : 1;
		if (!quotas.isEmpty() || !this.partitions.isEmpty()) {
			learn(ticket, nowNanos, throttled, quotas);
		}
		if (!throttled) {
			return;
		}
		if (retryAfterNanos > 0) {
			hold(nowNanos + Math.min(retryAfterNanos, LONGEST_RETRY_AFTER), quotas);
		}
		if (!explains(quotas)) {
			this.pace.throttled(ticket.sentNanos, nowNanos);
		}
	}

	private void learn(Ticket ticket, long nowNanos, boolean throttled, List<Quota> quotas) {
		forgetWhatIsOver(nowNanos);
		for (Quota quota : quotas) {
			if (isUsable(quota, throttled)
					&& (this.partitions.containsKey(quota.partition()) || this.partitions.size() < MOST_PARTITIONS)) {
				QuotaPartition partition = this.partitions.computeIfAbsent(quota.partition(),
						(name) -> new QuotaPartition(name, nowNanos));
				// what was under way at the same time may have come to the remote later
				long uncounted = (this.partitions.size() == 1) ? this.sent - ticket.settledBefore - 1 : 0;
				partition.learn(usable(quota),
						new LearntQuota.Counts(ticket.settledBefore, this.settled, this.used, uncounted), nowNanos);
			}
		}
		if (quotas.isEmpty() && !throttled) {
			this.partitions.values().forEach((partition) -> partition.unmentioned(nowNanos));
		}
	}

	private static boolean isUsable(Quota quota, boolean throttled) {
		return (quota.resetNanos() != Quota.UNKNOWN || quota.windowNanos() > 0)
				&& (quota.remaining() != Quota.UNKNOWN || throttled);
	}

	/** Whoever throttles and tells only when there is more has nothing left. */
	private static Quota usable(Quota quota) {
		return new Quota(quota.policy(), quota.partition(), quota.limit(), quota.windowNanos(),
				Math.max(0, quota.remaining()),
				(quota.resetNanos() != Quota.UNKNOWN) ? quota.resetNanos() : quota.windowNanos());
	}

	/** Whether a 429 is no surprise: a quota is used up, and it is known until when. */
	private static boolean explains(List<Quota> quotas) {
		return quotas.stream().anyMatch((quota) -> quota.remaining() <= 0 && isUsable(quota, true));
	}

	private void hold(long until, List<Quota> quotas) {
		QuotaPartition partition = quotas.isEmpty() ? null : this.partitions.get(quotas.get(0).partition());
		if (partition != null) {
			partition.hold(until);
		}
		else if (until - this.heldUntil > 0) {
			this.heldUntil = until;
		}
	}

	/** A single one is kept for what it knows of those who share it. */
	private void forgetWhatIsOver(long nowNanos) {
		if (this.partitions.size() > 1) {
			this.partitions.values().removeIf((partition) -> partition.isOver(nowNanos));
		}
	}

	/** What is known now, as one word. */
	public QuotaState state(long nowNanos) {
		QuotaState own = (this.heldUntil - nowNanos > 0) ? QuotaState.HELD
				: this.pace.isActive(nowNanos) ? QuotaState.PACED : QuotaState.FREE;
		return this.partitions.values()
			.stream()
			.map((partition) -> partition.state(nowNanos))
			.min(Comparator.naturalOrder())
			.filter((partitions) -> partitions.compareTo(own) > 0)
			.orElse(own);
	}

	/** The quotas known, as they are estimated to be now. */
	public List<Quota> quotas(long nowNanos) {
		List<Quota> quotas = new ArrayList<>();
		for (QuotaPartition partition : this.partitions.values()) {
			quotas.addAll(partition.quotas(nowNanos));
		}
		return quotas;
	}

	/** Requests per second after a 429, or 0 while nothing is paced for one. */
	public double rate(long nowNanos) {
		return this.pace.isActive(nowNanos) ? this.pace.rate(nowNanos) : 0;
	}

	/**
	 * A request under way.
	 */
	public static final class Ticket {

		private final long settledBefore;

		private final long sentNanos;

		private Ticket(long settledBefore, long sentNanos) {
			this.settledBefore = settledBefore;
			this.sentNanos = sentNanos;
		}

	}

}
