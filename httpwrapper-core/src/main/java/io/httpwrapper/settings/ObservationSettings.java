package io.httpwrapper.settings;

import java.util.function.Consumer;

/**
 * What is observed (Micrometer Observation) in addition to the call, which
 * {@code WebClient} and {@code RestClient} observe themselves.
 *
 * @param attempts whether each attempt has its own observation, below that of its call: a
 * span for each request sent, whose id the remote sees. Each attempt then costs about as
 * much more as the call's own observation
 */
public record ObservationSettings(boolean attempts) {

	public static final ObservationSettings DEFAULTS = new ObservationSettings(false);

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public ObservationSettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private boolean attempts;

		private Builder(ObservationSettings settings) {
			this.attempts = settings.attempts;
		}

		public Builder attempts(boolean attempts) {
			this.attempts = attempts;
			return this;
		}

		private ObservationSettings build() {
			return new ObservationSettings(this.attempts);
		}

	}

}
