package io.httpwrapper.settings;

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

}
