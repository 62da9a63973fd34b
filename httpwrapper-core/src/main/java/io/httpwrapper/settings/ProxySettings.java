package io.httpwrapper.settings;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.httpwrapper.policy.Check;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy; for https it is asked for a tunnel.
 *
 * @param host host of the proxy, or null for the default behaviour of the engine and the
 * JVM
 * @param port port of the proxy, 1 to 65535; set where {@code host} is
 * @param username user name for the proxy, or null for none
 * @param password the password; set where {@code username} is
 * @param noProxy hosts that are called without the proxy: names, or all names below a
 * domain as in {@code *.internal}
 */
public record ProxySettings(@Nullable String host, @Nullable Integer port, @Nullable String username,
		@Nullable Secret password, List<String> noProxy) {

	public static final ProxySettings DEFAULTS = new ProxySettings(null, null, null, null, List.of());

	public ProxySettings {
		host = AuthSettings.text(host);
		username = AuthSettings.text(username);
		password = AuthSettings.secret(password);
		noProxy = (noProxy != null) ? List.copyOf(noProxy) : List.of();
		Check.that("connection.proxy.port", host == null || (port != null && port > 0 && port <= 65535),
				"be from 1 to 65535 where connection.proxy.host is set", (port != null) ? port : "nothing");
		Check.that("connection.proxy.password", (username == null) == (password == null),
				"be set together with connection.proxy.username", AuthSettings.shown(password));
		Check.that("connection.proxy.no-proxy",
				noProxy.stream().allMatch((pattern) -> pattern.lastIndexOf('*') <= 0 && !pattern.isBlank()),
				"be names of hosts, or domains as in *.internal", noProxy);
	}

	/** Whether there is a proxy. */
	public boolean isSet() {
		return this.host != null;
	}

	/** Whether requests to a host go through the proxy. */
	public boolean isFor(@Nullable String target) {
		String name = String.valueOf(target).toLowerCase(Locale.ROOT);
		return isSet() && this.noProxy.stream().noneMatch((pattern) -> matches(pattern.toLowerCase(Locale.ROOT), name));
	}

	private static boolean matches(String pattern, String name) {
		return pattern.startsWith("*") ? name.endsWith(pattern.substring(1)) : name.equals(pattern);
	}

	/**
	 * These settings, some of them changed.
	 * @param change sets what is to be different
	 * @throws io.httpwrapper.policy.InvalidSettingException if they cannot be so
	 */
	public ProxySettings with(Consumer<Builder> change) {
		Builder builder = new Builder(this);
		change.accept(builder);
		return builder.build();
	}

	/**
	 * Takes changes; each method is named like the setting. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String host;

		private @Nullable Integer port;

		private @Nullable String username;

		private @Nullable Secret password;

		private List<String> noProxy;

		private Builder(ProxySettings settings) {
			this.host = settings.host;
			this.port = settings.port;
			this.username = settings.username;
			this.password = settings.password;
			this.noProxy = settings.noProxy;
		}

		public Builder host(@Nullable String host) {
			this.host = host;
			return this;
		}

		public Builder port(@Nullable Integer port) {
			this.port = port;
			return this;
		}

		public Builder username(@Nullable String username) {
			this.username = username;
			return this;
		}

		public Builder password(@Nullable Secret password) {
			this.password = password;
			return this;
		}

		public Builder noProxy(List<String> noProxy) {
			this.noProxy = noProxy;
			return this;
		}

		private ProxySettings build() {
			return new ProxySettings(this.host, this.port, this.username, this.password, this.noProxy);
		}

	}

}
