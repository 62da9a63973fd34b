package io.httpwrapper.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.httpwrapper.autoconfigure.binding.InvalidClientConfigurationException;
import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.autoconfigure.runtime.SettingsInForce;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The part of the endpoint that shows and changes settings.
 *
 * @param inForce the settings
 * @param runtime changes them
 * @param display who is shown values
 * @param sanitizer masks values that nobody is to see
 */
record SettingsPart(SettingsInForce inForce, RuntimeSettings runtime, SettingsDisplay display, Sanitizer sanitizer) {

	/** All settings of a client. */
	Map<String, Map<String, String>> of(String client, SecurityContext security) {
		boolean shown = this.display.showValues()
			.isShown(security, Optional.ofNullable(this.display.roles()).orElse(Set.of()));
		return this.inForce.of(client, (source, name, value) -> String
			.valueOf(this.sanitizer.sanitize(new SanitizableData(source, name, value), shown)));
	}

	/** The same as an answer of its own. */
	Map<String, Object> answer(String client, SecurityContext security) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("client", client);
		answer.put("settings", of(client, security));
		return answer;
	}

	/**
	 * Changes settings.
	 * @return those in force then, or why nothing has changed
	 */
	WebEndpointResponse<Map<String, Object>> change(String client, Map<String, @Nullable String> changes,
			SecurityContext security) {
		try {
			Optional<String> doubt = this.runtime.change(client, changes);
			Map<String, Object> answer = answer(client, security);
			doubt.ifPresent((text) -> answer.put("doubt", text));
			return new WebEndpointResponse<>(answer);
		}
		catch (InvalidClientConfigurationException ex) {
			return new WebEndpointResponse<>(Map.of("message", String.valueOf(ex.getMessage()), "action", ex.action()),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	/**
	 * Switches the chaos of a client off, whatever the configuration says.
	 * @return the settings in force then
	 */
	Map<String, Object> endChaos(String client, SecurityContext security) {
		this.runtime.endChaos(client);
		return answer(client, security);
	}

	/**
	 * Takes all changes back.
	 * @return the settings in force then
	 */
	Map<String, Object> reset(String client, SecurityContext security) {
		try {
			this.runtime.reset(client);
			return answer(client, security);
		}
		catch (InvalidClientConfigurationException ex) {
			String message = String.valueOf(ex.getMessage());
			throw new InvalidEndpointRequestException(message, message, ex);
		}
	}

}
