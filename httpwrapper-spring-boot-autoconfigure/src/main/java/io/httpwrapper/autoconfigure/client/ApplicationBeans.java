package io.httpwrapper.autoconfigure.client;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds the beans of the application that configure or extend clients. A bean named after
 * a client, such as {@code ordersResponseClassifier}, applies to that client only; any
 * other applies to all.
 */
public final class ApplicationBeans {

	private final ListableBeanFactory beans;

	private final List<String> clients;

	/** By type, the names of the beans that apply to one client each. */
	private final Map<Class<?>, List<String>> ofClients = new ConcurrentHashMap<>();

	/**
	 * Creates the finder.
	 * @param beans the application's beans
	 * @param clients the names of all clients
	 */
	public ApplicationBeans(ListableBeanFactory beans, Set<String> clients) {
		this.beans = beans;
		this.clients = List.copyOf(clients);
	}

	/**
	 * Finds the bean that replaces our default in a client: the bean named after the
	 * client, or else the one for all.
	 * @param type what is looked for; its simple name is the suffix of a client's own
	 * @param client name of the client
	 * @throws org.springframework.beans.factory.NoUniqueBeanDefinitionException if
	 * several are for all and none is primary
	 */
	public <T> @Nullable T one(Class<T> type, String client) {
		T own = own(type, client);
		if (own != null) {
			return own;
		}
		List<T> general = general(type).toList();
		return (general.size() > 1) ? this.beans.getBean(type) : general.stream().findFirst().orElse(null);
	}

	/** Finds the bean named after a client; null if there is none. */
	<T> @Nullable T own(Class<T> type, String client) {
		String name = BeanNames.of(client, type.getSimpleName());
		return isPresent(name, type) ? this.beans.getBean(name, type) : null;
	}

	private boolean isPresent(String name, Class<?> type) {
		return this.beans.containsBean(name) && this.beans.isTypeMatch(name, type);
	}

	/** Finds all beans that apply to a client, in their order. */
	<T> List<T> all(Class<T> type, String client) {
		T own = own(type, client);
		Set<T> ofClients = ofClients(type);
		return this.beans.getBeanProvider(type)
			.orderedStream()
			.filter((bean) -> bean == own || !ofClients.contains(bean))
			.toList();
	}

	private <T> Stream<T> general(Class<T> type) {
		Set<T> ofClients = ofClients(type);
		return this.beans.getBeanProvider(type).orderedStream().filter((bean) -> !ofClients.contains(bean));
	}

	private <T> Set<T> ofClients(Class<T> type) {
		Set<T> found = Collections.newSetFromMap(new IdentityHashMap<>());
		for (String name : namesOfClients(type)) {
			found.add(this.beans.getBean(name, type));
		}
		return found;
	}

	/** Cached, because each client asks. */
	private List<String> namesOfClients(Class<?> type) {
		List<String> names = this.ofClients.get(type);
		if (names == null) {
			// not within computeIfAbsent: a look at a bean's type may make another one
			names = this.clients.stream()
				.map((client) -> BeanNames.of(client, type.getSimpleName()))
				.filter((name) -> isPresent(name, type))
				.toList();
			this.ofClients.put(type, names);
		}
		return names;
	}

}
