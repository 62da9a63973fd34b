package io.httpwrapper.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A change of the responses under one key. It is applied to the responses that are stored
 * at that time. These may differ from those that the decision was based on.
 *
 * @param put responses to store; each replaces its older version
 * @param remove responses to remove, unless newer ones have replaced them
 */
public record StoreChange(List<StoredResponse> put, List<StoredResponse> remove) {

	public static final StoreChange NONE = new StoreChange(List.of(), List.of());

	public StoreChange {
		put = List.copyOf(put);
		remove = List.copyOf(remove);
	}

	/**
	 * Stores one complete response (RFC 9111 §3.3).
	 */
	public static StoreChange put(StoredResponse response) {
		return new StoreChange(List.of(response), List.of());
	}

	static StoreChange remove(List<StoredResponse> responses) {
		return responses.isEmpty() ? NONE : new StoreChange(List.of(), responses);
	}

	public boolean isEmpty() {
		return this.put.isEmpty() && this.remove.isEmpty();
	}

	/**
	 * The responses that are stored after the change (RFC 9111 §4.1).
	 * @param stored the responses before the change
	 * @param maxVariants the largest number of responses to keep; the oldest ones are
	 * removed first
	 * @return newest first
	 */
	public List<StoredResponse> appliedTo(List<StoredResponse> stored, int maxVariants) {
		List<StoredResponse> after = new ArrayList<>(this.put);
		for (StoredResponse old : stored) {
			if (after.stream().noneMatch((kept) -> Variants.replaces(kept, old))
					&& this.remove.stream().noneMatch((gone) -> Variants.isSame(gone, old))) {
				after.add(old);
			}
		}
		after.sort(Comparator.comparing(StoredResponse::receivedAt).reversed());
		return List.copyOf(after.subList(0, Math.min(after.size(), maxVariants)));
	}

}
