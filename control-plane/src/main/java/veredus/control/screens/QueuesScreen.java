package veredus.control.screens;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import veredus.api.admin.GroupPage;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.GroupView;
import veredus.api.admin.QueuePage;
import veredus.api.admin.QueueQuery;
import veredus.api.admin.QueueView;
import veredus.control.live.Snapshot;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/**
 * Which backlog matters? Queues one by one or added up, filtered, sorted and in pages; all of that stands in the URL. The
 * engine filters and sorts queues; groups, which are fewer, are sorted here.
 */
public final class QueuesScreen {
    /** The views that there are. */
    public static final List<String> VIEWS = List.of("queue", "domain", "provider", "tenant", "campaign", "pool");

    private static final int ON_A_PAGE = 50;
    /** Groups that are read for one page: the longest. */
    private static final int MOST_GROUPS = 2_000;

    private static final List<String> QUEUE_SORTS = List.of("deliveries", "oldest", "due", "name");
    private static final Map<String, ToLongFunction<GroupView>> GROUP_SORTS = groupSorts();

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * What is asked for, as the URL has it.
     *
     * @param filter part of a queue's name
     * @param site the receiving site; empty for all
     * @param page from 1
     */
    public record Question(String by, String filter, String site, String sort, int page) {

        /** The URL of the same question with one part changed; a change of anything but the page begins at page 1. */
        public String with(String name, String value) {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("by", by);
            parameters.put("q", filter);
            parameters.put("site", site);
            parameters.put("sort", sort);
            parameters.put("page", page > 1 ? Integer.toString(page) : "");
            if (!name.equals("page")) {
                parameters.put("page", "");
            }
            if (name.equals("by")) {
                parameters.put("sort", "");
            }
            parameters.put(name, value);
            return Show.url("/queues", parameters);
        }

        public String here() {
            return with("page", page > 1 ? Integer.toString(page) : "");
        }
    }

    /**
     * The page.
     *
     * @param queues filled for the view by queue
     * @param groups filled for the others
     * @param total how many match
     * @param partial whether only the longest were looked through
     */
    public record Model(
            Question question,
            List<QueueView> queues,
            List<GroupView> groups,
            long total,
            boolean partial,
            java.time.Instant now) {
        public long first() {
            return total == 0 ? 0 : (question.page() - 1L) * ON_A_PAGE + 1;
        }

        public long last() {
            return Math.min(total, first() + Math.max(queues.size(), groups.size()) - 1);
        }

        public boolean hasNext() {
            return (long) question.page() * ON_A_PAGE < Math.min(total, QueueQuery.MOST);
        }

        public boolean isFiltered() {
            return !question.filter().isEmpty() || !question.site().isEmpty();
        }

        /** Where the queues of a group are listed. */
        public String inside(GroupView group) {
            return switch (question.by()) {
                case "domain" -> queuesLike("@" + group.name() + "/");
                case "tenant" -> queuesLike(":" + group.name() + "@");
                case "campaign" -> queuesLike(group.name() + ":");
                case "pool" -> queuesLike("/" + group.name());
                default -> Show.url("/queues", "site", group.name());
            };
        }

        private static String queuesLike(String filter) {
            return Show.url("/queues", "q", filter);
        }

        /** The scope of an action on a group; empty where the engine knows none. */
        public String act(String what, GroupView group) {
            if (question.by().equals("provider") || group.name().isEmpty()) {
                return "";
            }
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("do", what);
            parameters.put(question.by(), group.name());
            parameters.put("back", question.here());
            return Show.url("/act", parameters);
        }

        public String act(String what, QueueView queue) {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("do", what);
            parameters.put("queue", queue.queue());
            parameters.put("back", question.here());
            return Show.url("/act", parameters);
        }
    }

    public QueuesScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        String by = visit.choice("by", VIEWS);
        List<String> sorts = by.equals("queue") ? QUEUE_SORTS : List.copyOf(GROUP_SORTS.keySet());
        var question = new Question(
                by,
                visit.parameter("q").orElse(""),
                by.equals("queue") ? visit.parameter("site").orElse("") : "",
                visit.choice("sort", sorts),
                visit.number("page", 1, QueueQuery.MOST / ON_A_PAGE));
        Model model = by.equals("queue") ? queues(visit, question) : groups(visit, question);
        return Reply.html(pages.page("queues", visit, model, engine.get()));
    }

    private static Model queues(Visit visit, Question question) throws IOException {
        var sort = QueueQuery.Sort.valueOf(question.sort().toUpperCase(Locale.ROOT));
        int needed = Math.min(QueueQuery.MOST, question.page() * ON_A_PAGE);
        Optional<String> site = Optional.of(question.site()).filter(name -> !name.isEmpty());
        QueuePage page = visit.engine()
                .queues(new QueueQuery(sort, question.filter(), needed, Optional.empty(), site, Optional.empty()));
        return new Model(question, cut(page.queues(), question.page()), List.of(), page.total(), false, visit.now());
    }

    private static Model groups(Visit visit, Question question) throws IOException {
        var by = GroupQuery.By.valueOf(question.by().toUpperCase(Locale.ROOT));
        // The engine has the longest first; for another order all of them must be seen, as far as they are read.
        boolean longest = question.sort().equals("deliveries");
        int needed = longest ? Math.min(MOST_GROUPS, question.page() * ON_A_PAGE) : MOST_GROUPS;
        GroupPage page = visit.engine().groups(new GroupQuery(by, question.filter(), needed));
        Comparator<GroupView> order = Optional.ofNullable(GROUP_SORTS.get(question.sort()))
                .filter(known -> !question.sort().equals("name"))
                .map(known -> Comparator.comparingLong(known).reversed().thenComparing(GroupView::name))
                .orElse(Comparator.comparing(GroupView::name));
        List<GroupView> sorted = page.groups().stream().sorted(order).toList();
        return new Model(
                question,
                List.of(),
                cut(sorted, question.page()),
                Math.min(page.total(), MOST_GROUPS),
                page.total() > MOST_GROUPS,
                visit.now());
    }

    private static <T> List<T> cut(List<T> all, int page) {
        return all.stream().skip((page - 1L) * ON_A_PAGE).limit(ON_A_PAGE).toList();
    }

    private static Map<String, ToLongFunction<GroupView>> groupSorts() {
        var sorts = new LinkedHashMap<String, ToLongFunction<GroupView>>();
        sorts.put("deliveries", GroupView::deliveries);
        sorts.put("queues", GroupView::queues);
        sorts.put("ready", GroupView::ready);
        sorts.put("flight", GroupView::inFlight);
        sorts.put("waiting", GroupView::waiting);
        sorts.put("paused", GroupView::paused);
        sorts.put("connections", GroupView::connections);
        sorts.put("backoff", GroupView::backoff);
        sorts.put("name", group -> 0);
        return sorts;
    }
}
