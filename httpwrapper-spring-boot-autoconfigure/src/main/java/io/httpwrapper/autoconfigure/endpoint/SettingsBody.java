package io.httpwrapper.autoconfigure.endpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Passes the whole body of a request as one parameter. Boot binds each key of a body to a
 * parameter of that name, and there are too many settings for that.
 */
final class SettingsBody implements OperationInvokerAdvisor {

	/** Name of the parameter that takes all keys that are no parameters themselves. */
	private static final String SETTINGS = "settings";

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		boolean takesSettings = endpointId.equals(HttpWrapperEndpoint.ID) && operationType == OperationType.WRITE
				&& parameters.stream().anyMatch((parameter) -> parameter.getName().equals(SETTINGS));
		return takesSettings ? (context) -> invoker.invoke(gathered(context)) : invoker;
	}

	/** JMX hands the parameter over itself. */
	private static InvocationContext gathered(InvocationContext context) {
		if (context.getArguments().get(SETTINGS) instanceof Map) {
			return context;
		}
		Map<String, Object> arguments = new LinkedHashMap<>();
		Map<String, @Nullable String> settings = new LinkedHashMap<>();
		context.getArguments().forEach((name, value) -> {
			if (name.equals("client") || name.equals("part")) {
				arguments.put(name, value);
			}
			else {
				settings.put(name, text(value));
			}
		});
		arguments.put(SETTINGS, settings);
		SecurityContext security = context.resolveArgument(SecurityContext.class);
		return new InvocationContext((security != null) ? security : SecurityContext.NONE, arguments,
				new Original(context));
	}

	/** A parameter of the query that is there more than once is a list. */
	private static @Nullable String text(@Nullable Object value) {
		if (value instanceof Collection<?> values) {
			return values.stream().map(String::valueOf).collect(Collectors.joining(","));
		}
		return (value != null) ? value.toString() : null;
	}

	/** Whatever else a parameter may be. */
	private record Original(InvocationContext context) implements OperationArgumentResolver {

		@Override
		public boolean canResolve(Class<?> type) {
			return this.context.canResolve(type);
		}

		@Override
		public <T> @Nullable T resolve(Class<T> type) {
			return this.context.resolveArgument(type);
		}

	}

}
