package io.httpwrapper.sample;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much the sample calls its clients by itself.
 *
 * @param interval pause between two calls of the same client; more than zero
 * @param report how often the log says how the calls went; more than zero
 */
@ConfigurationProperties("sample.load")
record LoadSettings(@DefaultValue("200ms") Duration interval, @DefaultValue("5s") Duration report) {

}
