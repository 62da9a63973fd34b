package io.httpwrapper.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A change of what is stored under one key. To be applied to what is stored by then,
 * which may not be what the decision saw.
 *
 * @param put responses to store, each in place of its older self
 * @param remove responses to remove, unless newer ones have taken their place
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
	 * What is stored after the change (RFC 9111 §4.1).
	 * @param stored what is stored before it
	 * @param maxVariants the most responses to keep; those received first go first
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
