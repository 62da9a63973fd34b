package io.httpwrapper.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a remote's capacity, with all the quotas that hold for it at once.
 * <p>
 * Not thread-safe. Times are on the clock of {@link System#nanoTime()}.
 */
final class QuotaPartition {

	/**
	 * A remote that takes more again, or was mistaken, is found out by a request now and
	 * then.
	 */
	static final long LONGEST_SILENCE = Duration.ofMinutes(5).toNanos();

	private static final int MOST_POLICIES = 8;

	private final String name;

	private final Map<String, LearntQuota> policies = new LinkedHashMap<>();

	private long heldUntil;

	QuotaPartition(String name, long nowNanos) {
		this.name = name;
		this.heldUntil = nowNanos;
	}

	void learn(Quota quota, LearntQuota.Counts counts, long nowNanos) {
		LearntQuota learnt = this.policies.get(quota.policy());
		if (learnt == null) {
			this.policies.values().removeIf((it) -> this.policies.size() >= MOST_POLICIES && it.isOver(nowNanos));
			if (this.policies.size() >= MOST_POLICIES) {
				return;
			}
			learnt = new LearntQuota(quota.policy(), this.name);
			this.policies.put(quota.policy(), learnt);
		}
		learnt.learn(quota, counts, nowNanos);
	}

	/** A response told of no quota. */
	void unmentioned(long nowNanos) {
		this.policies.values().forEach((quota) -> quota.unmentioned(nowNanos));
	}

	void hold(long until) {
		if (until - this.heldUntil > 0) {
			this.heldUntil = until;
		}
	}

	void sent() {
		this.policies.values().forEach(LearntQuota::sent);
	}

	void unsent() {
		this.policies.values().forEach(LearntQuota::unsent);
	}

	/** Time until another request may be sent; not positive if it may be sent now. */
	long waitNanos(long nowNanos, long lastSentNanos) {
		long wait = 0;
		for (LearntQuota quota : this.policies.values()) {
			wait = Math.max(wait, quota.waitNanos(nowNanos, lastSentNanos));
		}
		return Math.max(this.heldUntil - nowNanos, Math.min(wait, lastSentNanos + LONGEST_SILENCE - nowNanos));
	}

	/** Time between requests that are spread; 0 if they are not. */
	long gapNanos(long nowNanos) {
		return this.policies.values().stream().mapToLong((quota) -> quota.gapFrom(nowNanos)).max().orElse(0);
	}

	QuotaState state(long nowNanos) {
		if (this.heldUntil - nowNanos > 0 || this.policies.values().stream().anyMatch((it) -> it.isSpent(nowNanos))) {
			return QuotaState.HELD;
		}
		return this.policies.values().stream().anyMatch((it) -> it.isScarce(nowNanos)) ? QuotaState.PACED
				: QuotaState.FREE;
	}

	/** Whether there is nothing more to keep. */
	boolean isOver(long nowNanos) {
		return this.heldUntil - nowNanos <= 0
				&& this.policies.values().stream().allMatch((quota) -> quota.isOver(nowNanos));
	}

	/** The quotas as they are estimated to be now. */
	List<Quota> quotas(long nowNanos) {
		return this.policies.values()
			.stream()
			.filter((quota) -> !quota.isOver(nowNanos))
			.map((quota) -> quota.quota(nowNanos))
			.toList();
	}

}
