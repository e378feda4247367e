CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);
CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);
CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);
CREATE FUNCTION public.audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;
    RETURN job_ids;
END;
$$;
CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;
    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;
    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;
    RETURN _job_id;
END;
$$;
CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);
CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;
 RETURN found_jobs;
END;
$$;
CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;
CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;
CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;
CREATE FUNCTION public.routing_logentry_keep() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.number IS NULL AND NEW.number IS NOT NULL
        AND (NEW.id, NEW.at, NEW.kind, NEW.facts) = (OLD.id, OLD.at, OLD.kind, OLD.facts) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log of routing is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION public.routing_operatorstate_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.until IS NULL AND NEW.until IS NOT NULL
        AND (NEW.id, NEW.user_id, NEW.state, NEW.since) = (OLD.id, OLD.user_id, OLD.state, OLD.since)
        AND NEW.reason_id IS NOT DISTINCT FROM OLD.reason_id AND NEW.by_id IS NOT DISTINCT FROM OLD.by_id THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the record of states is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION public.sla_clockevent_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the log of clocks is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION public.tickets_renew_terms_stamp() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO tickets_termsstamp (id, value) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET value = excluded.value;
    RETURN NULL;
END $$;
CREATE FUNCTION public.tickets_turn_follow() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.work_order IS NULL THEN
        DELETE FROM tickets_turn WHERE ticket_id = OLD.id;
    ELSE
        INSERT INTO tickets_turn (ticket_id, work_order, owner_id, team_id, is_shared)
        VALUES (NEW.id, NEW.work_order, NEW.owner_id, NEW.team_id, cardinality(NEW.also_team_ids) > 0)
        ON CONFLICT (ticket_id) DO UPDATE SET work_order = excluded.work_order, owner_id = excluded.owner_id,
            team_id = excluded.team_id, is_shared = excluded.is_shared;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.tickets_view_follow_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tickets_savedview WHERE removed_at IS NULL) THEN
        RETURN NULL;
    END IF;
    WITH moved AS MATERIALIZED (
        SELECT level, CASE WHEN level > 0 THEN participant_ids ELSE '{}' END AS participant_ids, state, priority, category_id, team_id,
            owner_id, language, tags, answer_due_since IS NOT NULL AS is_asking, sum(amount) AS amount
        FROM (SELECT level, participant_ids, also_team_ids, state, priority, category_id, team_id, owner_id, language, tags, answer_due_since, -1 AS amount FROM went) each
        WHERE cardinality(also_team_ids) = 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 HAVING sum(amount) <> 0
    )
    INSERT INTO tickets_viewdelta (view_id, generation, whose, level, team_id, participant_id, amount)
    SELECT view.id, view.generation, whose, moved.level, sight.team_id, sight.participant_id, sum(moved.amount)
    FROM moved
    JOIN tickets_savedview view ON view.removed_at IS NULL AND tickets_view_holds(
        view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
        moved.state, moved.priority, moved.category_id, moved.team_id, moved.owner_id, moved.language, moved.tags, moved.is_asking)
    CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, moved.team_id, moved.owner_id) AS whose
    CROSS JOIN LATERAL tickets_view_sights(moved.level, moved.team_id, moved.participant_ids) AS sight
    WHERE whose IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(moved.amount) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION public.tickets_view_follow_insert() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tickets_savedview WHERE removed_at IS NULL) THEN
        RETURN NULL;
    END IF;
    WITH moved AS MATERIALIZED (
        SELECT level, CASE WHEN level > 0 THEN participant_ids ELSE '{}' END AS participant_ids, state, priority, category_id, team_id,
            owner_id, language, tags, answer_due_since IS NOT NULL AS is_asking, sum(amount) AS amount
        FROM (SELECT level, participant_ids, also_team_ids, state, priority, category_id, team_id, owner_id, language, tags, answer_due_since, 1 AS amount FROM came) each
        WHERE cardinality(also_team_ids) = 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 HAVING sum(amount) <> 0
    )
    INSERT INTO tickets_viewdelta (view_id, generation, whose, level, team_id, participant_id, amount)
    SELECT view.id, view.generation, whose, moved.level, sight.team_id, sight.participant_id, sum(moved.amount)
    FROM moved
    JOIN tickets_savedview view ON view.removed_at IS NULL AND tickets_view_holds(
        view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
        moved.state, moved.priority, moved.category_id, moved.team_id, moved.owner_id, moved.language, moved.tags, moved.is_asking)
    CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, moved.team_id, moved.owner_id) AS whose
    CROSS JOIN LATERAL tickets_view_sights(moved.level, moved.team_id, moved.participant_ids) AS sight
    WHERE whose IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(moved.amount) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION public.tickets_view_follow_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tickets_savedview WHERE removed_at IS NULL) THEN
        RETURN NULL;
    END IF;
    WITH moved AS MATERIALIZED (
        SELECT level, CASE WHEN level > 0 THEN participant_ids ELSE '{}' END AS participant_ids, state, priority, category_id, team_id,
            owner_id, language, tags, answer_due_since IS NOT NULL AS is_asking, sum(amount) AS amount
        FROM (SELECT level, participant_ids, also_team_ids, state, priority, category_id, team_id, owner_id, language, tags, answer_due_since, -1 AS amount FROM went UNION ALL SELECT level, participant_ids, also_team_ids, state, priority, category_id, team_id, owner_id, language, tags, answer_due_since, 1 AS amount FROM came) each
        WHERE cardinality(also_team_ids) = 0
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 HAVING sum(amount) <> 0
    )
    INSERT INTO tickets_viewdelta (view_id, generation, whose, level, team_id, participant_id, amount)
    SELECT view.id, view.generation, whose, moved.level, sight.team_id, sight.participant_id, sum(moved.amount)
    FROM moved
    JOIN tickets_savedview view ON view.removed_at IS NULL AND tickets_view_holds(
        view.states, view.priorities, view.category_id, view.of_team_id, view.of_owner_id, view.language, view.tag, view.sort,
        moved.state, moved.priority, moved.category_id, moved.team_id, moved.owner_id, moved.language, moved.tags, moved.is_asking)
    CROSS JOIN LATERAL tickets_view_whose(view.base, view.user_id, moved.team_id, moved.owner_id) AS whose
    CROSS JOIN LATERAL tickets_view_sights(moved.level, moved.team_id, moved.participant_ids) AS sight
    WHERE whose IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(moved.amount) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION public.tickets_view_holds(view_states character varying[], view_priorities smallint[], view_category bigint, view_team bigint, view_owner bigint, view_language character varying, view_tag character varying, view_sort character varying, state character varying, priority smallint, category bigint, team bigint, owner bigint, language character varying, tags character varying[], is_asking boolean) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT state = ANY (view_states)
        AND (view_priorities = '{}' OR priority = ANY (view_priorities))
        AND (view_category IS NULL OR category = view_category)
        AND (view_team IS NULL OR team = view_team)
        AND (view_owner IS NULL OR owner = view_owner)
        AND (view_language = '' OR language = view_language)
        AND (view_tag = '' OR view_tag = ANY (tags))
        AND (view_sort <> 'waiting' OR is_asking)
$$;
CREATE FUNCTION public.tickets_view_sights(level smallint, team bigint, participants bigint[]) RETURNS TABLE(team_id bigint, participant_id bigint)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN level > 0 THEN coalesce(team, 0) ELSE 0 END, unnest(CASE WHEN level > 0 THEN 0::bigint || participants ELSE '{0}' END)
$$;
CREATE FUNCTION public.tickets_view_whose(view_base character varying, view_user bigint, team bigint, owner bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE view_base
        WHEN 'mine' THEN CASE WHEN view_user IS NULL OR view_user = owner THEN owner END
        WHEN 'team' THEN team
        WHEN 'unassigned' THEN CASE WHEN owner IS NULL THEN 0 END
        ELSE 0
    END
$$;
CREATE TEXT SEARCH CONFIGURATION public.balie_de (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR asciiword WITH public.unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR word WITH public.unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR hword_part WITH public.unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR hword_asciipart WITH public.unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR asciihword WITH public.unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR hword WITH public.unaccent, german_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_de
    ADD MAPPING FOR uint WITH simple;
CREATE TEXT SEARCH CONFIGURATION public.balie_en (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR asciiword WITH public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR word WITH public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR hword_part WITH public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR hword_asciipart WITH public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR asciihword WITH public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR hword WITH public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_en
    ADD MAPPING FOR uint WITH simple;
CREATE TEXT SEARCH CONFIGURATION public.balie_fr (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR asciiword WITH public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR word WITH public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR hword_part WITH public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR hword_asciipart WITH public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR asciihword WITH public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR hword WITH public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_fr
    ADD MAPPING FOR uint WITH simple;
CREATE TEXT SEARCH CONFIGURATION public.balie_nl (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR asciiword WITH public.unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR word WITH public.unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR hword_part WITH public.unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR hword_asciipart WITH public.unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR asciihword WITH public.unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR hword WITH public.unaccent, dutch_stem;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_nl
    ADD MAPPING FOR uint WITH simple;
CREATE TEXT SEARCH CONFIGURATION public.balie_simple (
    PARSER = pg_catalog."default" );
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR asciiword WITH public.unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR word WITH public.unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR numword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR email WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR url WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR host WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR sfloat WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR version WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR hword_numpart WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR hword_part WITH public.unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR hword_asciipart WITH public.unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR numhword WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR asciihword WITH public.unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR hword WITH public.unaccent, simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR url_path WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR file WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR "float" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR "int" WITH simple;
ALTER TEXT SEARCH CONFIGURATION public.balie_simple
    ADD MAPPING FOR uint WITH simple;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_apitoken (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    prefix character varying(12) NOT NULL,
    secret_hash character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id bigint NOT NULL
);
ALTER TABLE public.accounts_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_membership (
    id bigint NOT NULL,
    is_lead boolean NOT NULL,
    user_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE public.accounts_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_role (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    verbs character varying(60)[] NOT NULL
);
ALTER TABLE public.accounts_role ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_singleuselink (
    id bigint NOT NULL,
    purpose character varying(20) NOT NULL,
    secret_hash character varying(64) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    user_id bigint
);
ALTER TABLE public.accounts_singleuselink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_singleuselink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_skill (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL
);
ALTER TABLE public.accounts_skill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_skill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_team (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    default_level smallint NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT accounts_team_default_level_check CHECK ((default_level >= 0))
);
ALTER TABLE public.accounts_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    username character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    language character varying(2) NOT NULL,
    spoken_languages character varying(2)[] NOT NULL,
    theme character varying(5) NOT NULL,
    preferences jsonb NOT NULL,
    is_active boolean NOT NULL,
    is_service boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    granted character varying(60)[] NOT NULL,
    team_ids bigint[] NOT NULL,
    lead_team_ids bigint[] NOT NULL
);
ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user_roles (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    role_id bigint NOT NULL
);
ALTER TABLE public.accounts_user_roles ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_roles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_userskill (
    id bigint NOT NULL,
    level smallint NOT NULL,
    skill_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT accounts_userskill_level_check CHECK ((level >= 0)),
    CONSTRAINT user_skill_level_1_to_5 CHECK (((level >= 1) AND (level <= 5)))
);
ALTER TABLE public.accounts_userskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_userskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.answers_counted (
    id bigint NOT NULL,
    "on" date NOT NULL,
    is_answered boolean NOT NULL,
    category_id bigint NOT NULL,
    purpose_id bigint,
    question_id bigint NOT NULL
);
ALTER TABLE public.answers_counted ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_counted_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.answers_tally (
    id bigint NOT NULL,
    "on" date NOT NULL,
    asked_count integer NOT NULL,
    answered_count integer NOT NULL,
    category_id bigint NOT NULL,
    purpose_id bigint,
    CONSTRAINT answers_tally_answered_count_check CHECK ((answered_count >= 0)),
    CONSTRAINT answers_tally_asked_count_check CHECK ((asked_count >= 0))
);
ALTER TABLE public.answers_tally ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.answers_tally_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.audit_auditline (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    verb character varying(60) NOT NULL,
    subject_kind character varying(60) NOT NULL,
    subject_id character varying(40) NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(36) NOT NULL,
    actor_id bigint
);
ALTER TABLE public.audit_auditline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_auditline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.automations_rule (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    "position" integer NOT NULL,
    is_on boolean NOT NULL,
    "when" character varying(12) NOT NULL,
    hours smallint,
    conditions jsonb NOT NULL,
    deeds jsonb NOT NULL,
    version integer NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    failures smallint NOT NULL,
    stopped_at timestamp with time zone,
    reached_at timestamp with time zone,
    reached_id bigint NOT NULL,
    author_id bigint,
    calendar_id bigint,
    CONSTRAINT automations_rule_failures_check CHECK ((failures >= 0)),
    CONSTRAINT automations_rule_hours_check CHECK ((hours >= 0)),
    CONSTRAINT automations_rule_position_check CHECK (("position" >= 0)),
    CONSTRAINT automations_rule_version_check CHECK ((version >= 0)),
    CONSTRAINT rule_hours_when_timed CHECK (((((hours >= 1) AND (hours <= 2160)) AND (("when")::text = ANY ((ARRAY['after_wrote'::character varying, 'after_answer'::character varying, 'after_solved'::character varying, 'unchanged'::character varying])::text[]))) OR ((NOT (("when")::text = ANY ((ARRAY['after_wrote'::character varying, 'after_answer'::character varying, 'after_solved'::character varying, 'unchanged'::character varying])::text[]))) AND (calendar_id IS NULL) AND (hours IS NULL))))
);
ALTER TABLE public.automations_rule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.automations_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.automations_ruleversion (
    id bigint NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    content jsonb NOT NULL,
    by_id bigint,
    rule_id bigint NOT NULL,
    CONSTRAINT automations_ruleversion_version_check CHECK ((version >= 0))
);
ALTER TABLE public.automations_ruleversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.automations_ruleversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.automations_run (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    moment timestamp with time zone NOT NULL,
    about bigint NOT NULL,
    depth smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome character varying(8) NOT NULL,
    changed jsonb NOT NULL,
    said character varying(300) NOT NULL,
    rule_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT automations_run_depth_check CHECK ((depth >= 0))
);
ALTER TABLE public.automations_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.automations_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.balie_postgres_instance (
    id smallint NOT NULL,
    epoch uuid NOT NULL,
    sending_held boolean NOT NULL,
    schema_hash character varying(64) NOT NULL,
    began_as character varying(8) NOT NULL,
    CONSTRAINT balie_postgres_instance_id_check CHECK ((id >= 0)),
    CONSTRAINT instance_is_single CHECK ((id = 1))
);
CREATE TABLE public.calendars_calendar (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    zone character varying(40) NOT NULL,
    week jsonb NOT NULL,
    is_default boolean NOT NULL,
    always boolean NOT NULL,
    holidays character varying(10) NOT NULL
);
ALTER TABLE public.calendars_calendar ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calendars_calendar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.calendars_calendarversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    hours jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    calendar_id bigint NOT NULL,
    CONSTRAINT calendars_calendarversion_number_check CHECK ((number >= 0))
);
ALTER TABLE public.calendars_calendarversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calendars_calendarversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.calendars_ownday (
    id bigint NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    name jsonb NOT NULL,
    slots jsonb NOT NULL,
    calendar_id bigint NOT NULL,
    CONSTRAINT own_day_in_order CHECK ((last_on >= first_on))
);
ALTER TABLE public.calendars_ownday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calendars_ownday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.calendars_season (
    id bigint NOT NULL,
    first_on date NOT NULL,
    last_on date NOT NULL,
    name jsonb NOT NULL,
    week jsonb NOT NULL,
    calendar_id bigint NOT NULL,
    CONSTRAINT season_in_order CHECK ((last_on >= first_on))
);
ALTER TABLE public.calendars_season ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.calendars_season_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_contract (
    id bigint NOT NULL,
    number bigint NOT NULL,
    covers character varying(8) NOT NULL,
    first_on date NOT NULL,
    last_on date,
    note character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    calendar_id bigint NOT NULL,
    holder_id bigint NOT NULL,
    type_id bigint NOT NULL,
    CONSTRAINT catalogue_contract_version_check CHECK ((version >= 0)),
    CONSTRAINT contract_in_order CHECK (((last_on IS NULL) OR (last_on >= first_on)))
);
ALTER TABLE public.catalogue_contract ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_contract_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_contract_services (
    id bigint NOT NULL,
    contract_id bigint NOT NULL,
    service_id bigint NOT NULL
);
ALTER TABLE public.catalogue_contract_services ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_contract_services_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_contractfile (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    contract_id bigint NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE public.catalogue_contractfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_contractfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_contracttype (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    CONSTRAINT catalogue_contracttype_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.catalogue_contracttype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_contracttype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_entitlement (
    id bigint NOT NULL,
    quantity integer,
    period character varying(13) NOT NULL,
    contract_id bigint NOT NULL,
    kind_id bigint NOT NULL,
    CONSTRAINT catalogue_entitlement_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT entitlement_quantity CHECK (((quantity IS NULL) OR (quantity >= 1)))
);
ALTER TABLE public.catalogue_entitlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_entitlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_entitlementkind (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    CONSTRAINT catalogue_entitlementkind_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.catalogue_entitlementkind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_entitlementkind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_service (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    CONSTRAINT catalogue_service_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.catalogue_service ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_service_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.catalogue_use (
    id bigint NOT NULL,
    quantity integer NOT NULL,
    used_on date NOT NULL,
    note character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    by_id bigint,
    customer_id bigint NOT NULL,
    entitlement_id bigint NOT NULL,
    undone_by_id bigint,
    CONSTRAINT catalogue_use_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT use_quantity CHECK ((quantity >= 1))
);
ALTER TABLE public.catalogue_use ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_use_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.contacts_contact (
    id bigint NOT NULL,
    level smallint NOT NULL,
    participant_ids bigint[] NOT NULL,
    number bigint NOT NULL,
    channel character varying(8) NOT NULL,
    direction character varying(3) NOT NULL,
    party character varying(254) NOT NULL,
    party_name character varying(160) NOT NULL,
    subject character varying(300) NOT NULL,
    language character varying(2) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    result_sentence character varying(300) NOT NULL,
    version integer NOT NULL,
    brand_id bigint,
    customer_id bigint,
    finished_by_id bigint,
    operator_id bigint,
    result_id bigint,
    team_id bigint,
    also_team_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    CONSTRAINT contacts_contact_level_check CHECK ((level >= 0)),
    CONSTRAINT contacts_contact_version_check CHECK ((version >= 0))
);
ALTER TABLE public.contacts_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contacts_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.contacts_message (
    id bigint NOT NULL,
    direction character varying(3) NOT NULL,
    at timestamp with time zone NOT NULL,
    sender_name character varying(160) NOT NULL,
    sender_address character varying(254) NOT NULL,
    recipients character varying(254)[] NOT NULL,
    subject character varying(300) NOT NULL,
    text text NOT NULL,
    history text NOT NULL,
    html text NOT NULL,
    author_id bigint,
    contact_id bigint NOT NULL
);
CREATE TABLE public.contacts_message_files (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE public.contacts_message_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contacts_message_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.contacts_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contacts_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.contacts_question (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    customer_words text NOT NULL,
    restated text NOT NULL,
    treatment text NOT NULL,
    category_id bigint,
    contact_id bigint NOT NULL,
    purpose_id bigint,
    result_id bigint,
    CONSTRAINT contacts_question_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.contacts_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contacts_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_consent (
    id bigint NOT NULL,
    purpose character varying(20) NOT NULL,
    is_given boolean NOT NULL,
    how character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    customer_id bigint NOT NULL
);
ALTER TABLE public.customers_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_customer (
    id bigint NOT NULL,
    level smallint NOT NULL,
    participant_ids bigint[] NOT NULL,
    number bigint NOT NULL,
    kind character varying(12) NOT NULL,
    given_name character varying(80) NOT NULL,
    family_name character varying(80) NOT NULL,
    organisation_name character varying(160) NOT NULL,
    sort_key character varying(200) NOT NULL,
    language character varying(2) NOT NULL,
    salutation character varying(8) NOT NULL,
    form_of_address character varying(8) NOT NULL,
    style character varying(8) NOT NULL,
    preferred_channel character varying(8) NOT NULL,
    special_needs character varying(300) NOT NULL,
    born_on date,
    vat_number character varying(20) NOT NULL,
    national_number text NOT NULL,
    iban text NOT NULL,
    is_prospect boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    account_manager_id bigint,
    customer_type_id bigint,
    merged_into_id bigint,
    team_id bigint,
    is_incomplete boolean DEFAULT false NOT NULL,
    CONSTRAINT customer_has_a_name CHECK (((((kind)::text = 'person'::text) AND (NOT (((family_name)::text = ''::text) AND ((given_name)::text = ''::text)))) OR (((kind)::text = 'organisation'::text) AND (NOT ((organisation_name)::text = ''::text))))),
    CONSTRAINT customers_customer_level_check CHECK ((level >= 0)),
    CONSTRAINT customers_customer_version_check CHECK ((version >= 0))
);
ALTER TABLE public.customers_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_customermerge (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    moved jsonb NOT NULL,
    "primary" jsonb NOT NULL,
    relations jsonb NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    by_id bigint,
    kept_id bigint NOT NULL,
    merged_id bigint NOT NULL,
    take jsonb NOT NULL
);
ALTER TABLE public.customers_customermerge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customermerge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_customernote (
    id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    customer_id bigint NOT NULL
);
ALTER TABLE public.customers_customernote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_customernote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_holding (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    serial_number character varying(60) NOT NULL,
    since date,
    until date,
    note character varying(200) NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.customers_holding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_holding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_levelchange (
    id bigint NOT NULL,
    level smallint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    customer_id bigint NOT NULL,
    team_id bigint,
    CONSTRAINT customers_levelchange_level_check CHECK ((level >= 0))
);
ALTER TABLE public.customers_levelchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_levelchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_mailaddress (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    is_primary boolean NOT NULL,
    customer_id bigint NOT NULL,
    failing_reason character varying(300) NOT NULL,
    failing_since timestamp with time zone
);
ALTER TABLE public.customers_mailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_mailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_phone (
    id bigint NOT NULL,
    number character varying(16) NOT NULL,
    note character varying(60) NOT NULL,
    is_primary boolean NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.customers_phone ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_phone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_postaladdress (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    street character varying(120) NOT NULL,
    house_number character varying(12) NOT NULL,
    box character varying(12) NOT NULL,
    postcode character varying(12) NOT NULL,
    city character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    is_primary boolean NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.customers_postaladdress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_postaladdress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_relation (
    id bigint NOT NULL,
    role character varying(12) NOT NULL,
    organisation_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT relation_not_with_itself CHECK ((NOT (person_id = organisation_id)))
);
ALTER TABLE public.customers_relation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_relation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.customers_reveal (
    id bigint NOT NULL,
    field character varying(20) NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.customers_reveal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.customers_reveal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_entry (
    id bigint NOT NULL,
    name jsonb NOT NULL,
    sorts_as character varying(160) NOT NULL,
    place character varying(7) NOT NULL,
    is_person boolean NOT NULL,
    takes jsonb NOT NULL,
    words character varying(500) NOT NULL,
    languages character varying(2)[] NOT NULL,
    phone character varying(20) NOT NULL,
    mail character varying(254) NOT NULL,
    website character varying(300) NOT NULL,
    address character varying(300) NOT NULL,
    how jsonb NOT NULL,
    always boolean NOT NULL,
    week jsonb NOT NULL,
    holidays character varying(10) NOT NULL,
    last_on date,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    calendar_id bigint,
    instead_id bigint,
    CONSTRAINT directory_entry_version_check CHECK ((version >= 0)),
    CONSTRAINT entry_instead_other CHECK (((instead_id IS NULL) OR (NOT ((instead_id = id) AND (instead_id IS NOT NULL)))))
);
CREATE TABLE public.directory_entry_categories (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    category_id bigint NOT NULL
);
ALTER TABLE public.directory_entry_categories ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_entry_categories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.directory_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.directory_entry_purposes (
    id bigint NOT NULL,
    entry_id bigint NOT NULL,
    purpose_id bigint NOT NULL
);
ALTER TABLE public.directory_entry_purposes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directory_entry_purposes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.drafts_draft (
    id bigint NOT NULL,
    key character varying(100) NOT NULL,
    fields jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    owner_id bigint NOT NULL
);
ALTER TABLE public.drafts_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_automaticbudget (
    id bigint NOT NULL,
    tokens double precision NOT NULL,
    refilled_at timestamp with time zone NOT NULL
);
ALTER TABLE public.email_automaticbudget ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_automaticbudget_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_automaticmail (
    outgoing_id bigint NOT NULL,
    purpose character varying(8) NOT NULL,
    address character varying(254) NOT NULL,
    ticket_number bigint,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.email_blockedsender (
    id bigint NOT NULL,
    pattern character varying(254) NOT NULL,
    why character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    hits integer NOT NULL,
    last_hit_at timestamp with time zone,
    by_id bigint NOT NULL,
    CONSTRAINT email_blockedsender_hits_check CHECK ((hits >= 0))
);
ALTER TABLE public.email_blockedsender ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_blockedsender_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_demomail (
    id bigint NOT NULL,
    recipient character varying(254) NOT NULL,
    sender character varying(254) NOT NULL,
    subject character varying(300) NOT NULL,
    internet_message_id character varying(400) NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE public.email_demomail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_demomail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_email (
    id bigint NOT NULL,
    internet_message_id character varying(400) NOT NULL,
    in_reply_to character varying(400) NOT NULL,
    "references" jsonb NOT NULL,
    sender character varying(254) NOT NULL,
    reply_to character varying(254) NOT NULL,
    sender_doubt character varying(20) NOT NULL,
    "to" jsonb NOT NULL,
    cc jsonb NOT NULL,
    matched_by character varying(10) NOT NULL,
    claims_number bigint,
    is_automatic boolean NOT NULL,
    message_id bigint NOT NULL,
    raw_id bigint,
    thread_id bigint NOT NULL,
    standing character varying(10) NOT NULL,
    standing_ground character varying(10) NOT NULL,
    contents jsonb DEFAULT '{}'::jsonb NOT NULL,
    mark character varying(8) DEFAULT ''::character varying NOT NULL,
    marked_at timestamp with time zone,
    marked_by_id bigint,
    bcc character varying(254)[] NOT NULL,
    signature text NOT NULL
);
ALTER TABLE public.email_email ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_email_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_inlinepart (
    id bigint NOT NULL,
    content_id character varying(300) NOT NULL,
    email_id bigint NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE public.email_inlinepart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_inlinepart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_mailbox (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    address character varying(254) NOT NULL,
    language character varying(2) NOT NULL,
    source character varying(8) NOT NULL,
    host character varying(200) NOT NULL,
    port integer NOT NULL,
    security character varying(8) NOT NULL,
    username character varying(200) NOT NULL,
    password text NOT NULL,
    folder character varying(120) NOT NULL,
    smtp_host character varying(200) NOT NULL,
    smtp_port integer NOT NULL,
    smtp_security character varying(8) NOT NULL,
    smtp_username character varying(200) NOT NULL,
    smtp_password text NOT NULL,
    is_active boolean NOT NULL,
    uid_validity bigint NOT NULL,
    last_uid bigint NOT NULL,
    state character varying(4) NOT NULL,
    state_reason character varying(300) NOT NULL,
    state_since timestamp with time zone,
    lease_owner character varying(80) NOT NULL,
    leased_until timestamp with time zone,
    fence bigint NOT NULL,
    brand_id bigint,
    team_id bigint,
    takes_reply_addresses boolean NOT NULL,
    receiver character varying(200) NOT NULL,
    acknowledges boolean NOT NULL,
    category_id bigint,
    dkim_selector character varying(63) NOT NULL,
    keeps_copies boolean NOT NULL,
    sent_folder character varying(120) NOT NULL,
    sign_in character varying(9) NOT NULL,
    client_id character varying(200) NOT NULL,
    client_secret text NOT NULL,
    authorize_url character varying(300) NOT NULL,
    token_url character varying(300) NOT NULL,
    scope character varying(300) NOT NULL,
    refresh_token text NOT NULL,
    access_token text NOT NULL,
    access_ends_at timestamp with time zone,
    sending_again_at timestamp with time zone,
    sending_failures integer NOT NULL,
    sending_reason character varying(300) NOT NULL,
    sending_since timestamp with time zone,
    on_spam character varying(10) DEFAULT 'quarantine'::character varying NOT NULL,
    teaches_filter boolean DEFAULT true NOT NULL,
    always_bcc character varying(254)[] NOT NULL,
    answers_all boolean NOT NULL,
    is_connecting boolean DEFAULT false NOT NULL,
    CONSTRAINT email_mailbox_port_check CHECK ((port >= 0)),
    CONSTRAINT email_mailbox_sending_failures_check CHECK ((sending_failures >= 0)),
    CONSTRAINT email_mailbox_smtp_port_check CHECK ((smtp_port >= 0)),
    CONSTRAINT mailbox_connecting_not_in_use CHECK (((NOT is_connecting) OR (NOT is_active)))
);
ALTER TABLE public.email_mailbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_mailbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_outgoing (
    id bigint NOT NULL,
    internet_message_id character varying(400) NOT NULL,
    dedupe_key character varying(100) NOT NULL,
    sender character varying(254) NOT NULL,
    recipients character varying(254)[] NOT NULL,
    is_automatic boolean NOT NULL,
    state character varying(8) NOT NULL,
    attempts smallint NOT NULL,
    next_at timestamp with time zone NOT NULL,
    give_up_at timestamp with time zone NOT NULL,
    last_error character varying(300) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    email_id bigint,
    file_id uuid NOT NULL,
    mailbox_id bigint NOT NULL,
    held_for character varying(8) NOT NULL,
    reached character varying(254)[] NOT NULL,
    CONSTRAINT email_outgoing_attempts_check CHECK ((attempts >= 0))
);
ALTER TABLE public.email_outgoing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_outgoing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_rawmail (
    id bigint NOT NULL,
    uid_validity bigint,
    uid bigint,
    sha256 character varying(64) NOT NULL,
    size bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    sender character varying(254) NOT NULL,
    subject character varying(300) NOT NULL,
    tries smallint NOT NULL,
    retry_at timestamp with time zone,
    handled_at timestamp with time zone,
    file_id uuid NOT NULL,
    handled_by_id bigint,
    mailbox_id bigint NOT NULL,
    same_as_id bigint,
    message_id character varying(400) NOT NULL,
    reason character varying(20) CONSTRAINT email_rawmail_reason_not_null1 NOT NULL,
    facts jsonb NOT NULL,
    CONSTRAINT email_rawmail_tries_check CHECK ((tries >= 0))
);
ALTER TABLE public.email_rawmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_rawmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_thread (
    id bigint NOT NULL,
    subject character varying(300) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    mailbox_id bigint NOT NULL,
    split_from bigint[] DEFAULT '{}'::bigint[] NOT NULL
);
ALTER TABLE public.email_thread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_thread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.email_threadparticipant (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    is_accepted boolean NOT NULL,
    thread_id bigint NOT NULL,
    refused_at timestamp with time zone
);
ALTER TABLE public.email_threadparticipant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.email_threadparticipant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.files_file (
    id uuid NOT NULL,
    sha256 character varying(64) NOT NULL,
    size bigint NOT NULL,
    name character varying(200) NOT NULL,
    content_type character varying(100) NOT NULL,
    claimed_type character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    draft_key character varying(80) NOT NULL,
    owner_id bigint,
    CONSTRAINT file_sha256_hex CHECK (((sha256)::text ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT files_file_size_check CHECK ((size >= 0))
);
CREATE TABLE public.handouts_handout (
    id bigint NOT NULL,
    variant character varying(6) NOT NULL,
    language character varying(2) NOT NULL,
    text_version integer NOT NULL,
    secret_hash character varying(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    sent_to character varying(254) NOT NULL,
    at timestamp with time zone NOT NULL,
    opened_at timestamp with time zone,
    answered_at timestamp with time zone,
    article_id bigint NOT NULL,
    by_id bigint,
    contact_id bigint NOT NULL,
    message_id bigint,
    CONSTRAINT handouts_handout_text_version_check CHECK ((text_version >= 0))
);
ALTER TABLE public.handouts_handout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.handouts_handout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.identity_check (
    id bigint NOT NULL,
    fact character varying(40) NOT NULL,
    how character varying(6) NOT NULL,
    is_right boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.identity_check ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_check_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.identity_demand (
    id bigint NOT NULL,
    verb character varying(60) NOT NULL,
    level smallint NOT NULL,
    purpose_id bigint,
    CONSTRAINT identity_demand_level CHECK ((level <= 3)),
    CONSTRAINT identity_demand_level_check CHECK ((level >= 0))
);
ALTER TABLE public.identity_demand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_demand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.identity_reopening (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    customer_id bigint NOT NULL
);
ALTER TABLE public.identity_reopening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_reopening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.identity_tiersetting (
    level smallint NOT NULL,
    facts character varying(40)[] NOT NULL,
    "least" smallint NOT NULL,
    most_wrong smallint NOT NULL,
    "then" character varying(9) NOT NULL,
    ways character varying(20)[] NOT NULL,
    CONSTRAINT identity_tier_asks CHECK ((("least" >= 1) OR (level = 1))),
    CONSTRAINT identity_tier_forgives CHECK ((most_wrong >= 1)),
    CONSTRAINT identity_tier_has_its_facts CHECK (("least" <=
CASE
    WHEN (facts IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(facts, 1), 0)
END)),
    CONSTRAINT identity_tiersetting_least_check CHECK (("least" >= 0)),
    CONSTRAINT identity_tiersetting_level_check CHECK ((level >= 0)),
    CONSTRAINT identity_tiersetting_most_wrong_check CHECK ((most_wrong >= 0))
);
CREATE TABLE public.ivr_announcement (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    place smallint NOT NULL,
    least_min smallint,
    most_min smallint,
    waited_s integer,
    call_id bigint NOT NULL,
    CONSTRAINT announced_range CHECK (((most_min IS NULL) OR (least_min < most_min))),
    CONSTRAINT ivr_announcement_least_min_check CHECK ((least_min >= 0)),
    CONSTRAINT ivr_announcement_most_min_check CHECK ((most_min >= 0)),
    CONSTRAINT ivr_announcement_place_check CHECK ((place >= 0)),
    CONSTRAINT ivr_announcement_waited_s_check CHECK ((waited_s >= 0))
);
ALTER TABLE public.ivr_announcement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ivr_announcement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ivr_answering (
    id bigint NOT NULL,
    number_id bigint NOT NULL,
    menu_id bigint NOT NULL
);
ALTER TABLE public.ivr_answering ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ivr_answering_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ivr_journey (
    id bigint NOT NULL,
    line character varying(20) NOT NULL,
    typed character varying(20) NOT NULL,
    tries smallint NOT NULL,
    steps smallint NOT NULL,
    turn smallint NOT NULL,
    said jsonb NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    call_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT ivr_journey_steps_check CHECK ((steps >= 0)),
    CONSTRAINT ivr_journey_tries_check CHECK ((tries >= 0)),
    CONSTRAINT ivr_journey_turn_check CHECK ((turn >= 0))
);
ALTER TABLE public.ivr_journey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ivr_journey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ivr_menu (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL
);
ALTER TABLE public.ivr_menu ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ivr_menu_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ivr_menuversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    outline jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    menu_id bigint NOT NULL,
    saved_by_id bigint,
    CONSTRAINT ivr_menuversion_number_check CHECK ((number >= 0))
);
ALTER TABLE public.ivr_menuversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ivr_menuversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_article (
    id bigint NOT NULL,
    number bigint NOT NULL,
    audience character varying(8) NOT NULL,
    valid_from date,
    valid_until date,
    review_months smallint NOT NULL,
    review_on date NOT NULL,
    published_at timestamp with time zone,
    retired_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    expert_id bigint,
    owner_id bigint NOT NULL,
    plain_id bigint NOT NULL,
    helped_count integer DEFAULT 0 NOT NULL,
    not_helped_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT article_in_order CHECK (((valid_from IS NULL) OR (valid_until IS NULL) OR (valid_until >= valid_from))),
    CONSTRAINT article_reviewed CHECK (((review_months >= 1) AND (review_months <= 60))),
    CONSTRAINT knowledge_article_helped_count_check CHECK ((helped_count >= 0)),
    CONSTRAINT knowledge_article_not_helped_count_check CHECK ((not_helped_count >= 0)),
    CONSTRAINT knowledge_article_review_months_check CHECK ((review_months >= 0)),
    CONSTRAINT knowledge_article_version_check CHECK ((version >= 0))
);
CREATE TABLE public.knowledge_article_categories (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    category_id bigint NOT NULL
);
ALTER TABLE public.knowledge_article_categories ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_article_categories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_article_contract_types (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    contracttype_id bigint NOT NULL
);
ALTER TABLE public.knowledge_article_contract_types ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_article_contract_types_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.knowledge_article ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_article_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_article_services (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    service_id bigint NOT NULL
);
ALTER TABLE public.knowledge_article_services ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_article_services_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_bulletin (
    id bigint NOT NULL,
    is_for_all boolean NOT NULL,
    last_on date,
    published_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    article_id bigint,
    published_by_id bigint,
    text_id bigint NOT NULL,
    withdrawn_by_id bigint
);
ALTER TABLE public.knowledge_bulletin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_bulletin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_bulletin_teams (
    id bigint NOT NULL,
    bulletin_id bigint NOT NULL,
    team_id bigint NOT NULL
);
ALTER TABLE public.knowledge_bulletin_teams ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_bulletin_teams_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_edition (
    id bigint NOT NULL,
    language character varying(2) NOT NULL,
    title character varying(200) NOT NULL,
    article_id bigint NOT NULL
);
ALTER TABLE public.knowledge_edition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_edition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_feedback (
    id bigint NOT NULL,
    text_version integer NOT NULL,
    language character varying(2) NOT NULL,
    has_helped boolean NOT NULL,
    remark character varying(1000) NOT NULL,
    at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    article_id bigint NOT NULL,
    by_id bigint,
    settled_by_id bigint,
    CONSTRAINT knowledge_feedback_text_version_check CHECK ((text_version >= 0))
);
ALTER TABLE public.knowledge_feedback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_feedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_picture (
    id bigint NOT NULL,
    article_id bigint NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE public.knowledge_picture ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_picture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.knowledge_read (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    bulletin_id bigint NOT NULL,
    reader_id bigint NOT NULL
);
ALTER TABLE public.knowledge_read ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.knowledge_read_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.once_answer (
    id bigint NOT NULL,
    scope character varying(80) NOT NULL,
    key character varying(100) NOT NULL,
    request_hash character varying(64) NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT once_answer_status_check CHECK ((status >= 0))
);
ALTER TABLE public.once_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.once_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.permissions_knownverb (
    id bigint NOT NULL,
    name character varying(60) NOT NULL
);
ALTER TABLE public.permissions_knownverb ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.permissions_knownverb_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.presence_presence (
    id bigint NOT NULL,
    topic character varying(80) NOT NULL,
    is_writing boolean NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.presence_presence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.presence_presence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.problems_problem (
    id bigint NOT NULL,
    number bigint NOT NULL,
    name jsonb NOT NULL,
    workaround jsonb NOT NULL,
    ticket_count integer NOT NULL,
    ended_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    CONSTRAINT problems_problem_ticket_count_check CHECK ((ticket_count >= 0)),
    CONSTRAINT problems_problem_version_check CHECK ((version >= 0))
);
CREATE TABLE public.problems_problem_categories (
    id bigint NOT NULL,
    problem_id bigint NOT NULL,
    category_id bigint NOT NULL
);
ALTER TABLE public.problems_problem_categories ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.problems_problem_categories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.problems_problem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.problems_problem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.problems_problemticket (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    problem_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.problems_problemticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.problems_problemticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.problems_solution (
    id bigint NOT NULL,
    name jsonb NOT NULL,
    urgencies smallint[] NOT NULL,
    impacts smallint[] NOT NULL,
    minutes integer NOT NULL,
    tried_count integer NOT NULL,
    worked_count integer NOT NULL,
    retired_at timestamp with time zone,
    article_id bigint,
    problem_id bigint NOT NULL,
    CONSTRAINT problems_solution_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT problems_solution_tried_count_check CHECK ((tried_count >= 0)),
    CONSTRAINT problems_solution_worked_count_check CHECK ((worked_count >= 0)),
    CONSTRAINT solution_minutes CHECK (((minutes >= 1) AND (minutes <= 10000))),
    CONSTRAINT solution_worked_of_tried CHECK ((worked_count <= tried_count))
);
ALTER TABLE public.problems_solution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.problems_solution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.problems_trial (
    id bigint NOT NULL,
    has_worked boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    contact_id bigint,
    solution_id bigint NOT NULL,
    ticket_id bigint,
    CONSTRAINT trial_of_one CHECK ((((contact_id IS NOT NULL) AND (ticket_id IS NULL)) OR ((contact_id IS NULL) AND (ticket_id IS NOT NULL))))
);
ALTER TABLE public.problems_trial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.problems_trial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_deviation (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    team_id bigint,
    run_step_id bigint NOT NULL
);
ALTER TABLE public.procedures_deviation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_deviation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_hold (
    id bigint NOT NULL,
    reason character varying(40) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    run_id bigint NOT NULL,
    CONSTRAINT hold_in_order CHECK (((until IS NULL) OR (until > since)))
);
ALTER TABLE public.procedures_hold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_procedure (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    is_retired boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT procedures_procedure_version_check CHECK ((version >= 0))
);
ALTER TABLE public.procedures_procedure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_procedure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_run (
    id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    aside_at timestamp with time zone,
    version_id bigint NOT NULL
);
ALTER TABLE public.procedures_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_runstep (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    due_at timestamp with time zone,
    late_at timestamp with time zone,
    ended_at timestamp with time zone,
    note text NOT NULL,
    reference character varying(200) NOT NULL,
    reason character varying(300) NOT NULL,
    by_id bigint,
    file_id uuid,
    run_id bigint NOT NULL,
    step_id bigint NOT NULL,
    CONSTRAINT run_step_ended CHECK ((((ended_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (ended_at IS NOT NULL))))
);
ALTER TABLE public.procedures_runstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_runstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_step (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    text_version integer NOT NULL,
    doer character varying(8) NOT NULL,
    margin_seconds integer,
    margin_since character varying(8) NOT NULL,
    proof character varying(10) NOT NULL,
    is_mandatory boolean NOT NULL,
    may_skip boolean NOT NULL,
    role_id bigint,
    team_id bigint,
    text_id bigint NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT procedure_step_one_doer CHECK (((((doer)::text = 'team'::text) AND (role_id IS NULL) AND (team_id IS NOT NULL)) OR (((doer)::text = 'role'::text) AND (role_id IS NOT NULL) AND (team_id IS NULL)) OR (((doer)::text = 'handler'::text) AND (role_id IS NULL) AND (team_id IS NULL)))),
    CONSTRAINT procedures_step_margin_seconds_check CHECK ((margin_seconds >= 0)),
    CONSTRAINT procedures_step_position_check CHECK (("position" >= 0)),
    CONSTRAINT procedures_step_text_version_check CHECK ((text_version >= 0))
);
ALTER TABLE public.procedures_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procedures_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    remark character varying(300) NOT NULL,
    published_at timestamp with time zone,
    calendar_id bigint,
    category_id bigint,
    procedure_id bigint NOT NULL,
    published_by_id bigint,
    purpose_id bigint,
    CONSTRAINT procedures_version_number_check CHECK ((number >= 0))
);
ALTER TABLE public.procedures_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.procedures_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);
CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;
CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;
CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;
CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.promises_move (
    id bigint NOT NULL,
    old_due_at timestamp with time zone NOT NULL,
    new_due_at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    promise_id bigint NOT NULL
);
ALTER TABLE public.promises_move ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promises_move_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.promises_promise (
    id bigint NOT NULL,
    level smallint NOT NULL,
    participant_ids bigint[] NOT NULL,
    what character varying(300) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    work_order bigint GENERATED ALWAYS AS ((floor(EXTRACT(epoch FROM (due_at AT TIME ZONE 'UTC'::text))))::bigint) STORED,
    subject_kind character varying(20) NOT NULL,
    subject_id bigint,
    subject_number bigint,
    made_at timestamp with time zone NOT NULL,
    state character varying(6) NOT NULL,
    is_late boolean NOT NULL,
    reason character varying(300) NOT NULL,
    closed_at timestamp with time zone,
    remind_at timestamp with time zone,
    reminded_at timestamp with time zone,
    late_told_at timestamp with time zone,
    moved_count smallint NOT NULL,
    version integer NOT NULL,
    closed_by_id bigint,
    contact_id bigint,
    customer_id bigint,
    made_by_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    team_id bigint,
    came_at timestamp with time zone,
    came_from_id bigint,
    CONSTRAINT promise_came CHECK ((((came_at IS NULL) AND (came_from_id IS NULL)) OR ((came_at IS NOT NULL) AND (came_from_id IS NOT NULL)))),
    CONSTRAINT promise_ends CHECK ((((closed_at IS NULL) AND ((state)::text = 'open'::text)) OR ((NOT ((state)::text = 'open'::text)) AND (closed_at IS NOT NULL)))),
    CONSTRAINT promise_subject_whole CHECK (((subject_id IS NULL) OR (NOT ((subject_kind)::text = ''::text)))),
    CONSTRAINT promises_promise_level_check CHECK ((level >= 0)),
    CONSTRAINT promises_promise_moved_count_check CHECK ((moved_count >= 0)),
    CONSTRAINT promises_promise_version_check CHECK ((version >= 0))
);
ALTER TABLE public.promises_promise ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promises_promise_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.promises_reminder (
    id smallint NOT NULL,
    minutes integer NOT NULL,
    CONSTRAINT promises_reminder_id_check CHECK ((id >= 0)),
    CONSTRAINT promises_reminder_minutes_check CHECK ((minutes >= 0))
);
CREATE TABLE public.recordings_listening (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    by_id bigint NOT NULL,
    recording_id bigint NOT NULL
);
ALTER TABLE public.recordings_listening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recordings_listening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recordings_notice (
    id bigint NOT NULL,
    told_at timestamp with time zone NOT NULL,
    may_refuse boolean NOT NULL,
    refused_at timestamp with time zone,
    call_id bigint NOT NULL,
    told_by_id bigint
);
ALTER TABLE public.recordings_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recordings_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recordings_pause (
    id bigint NOT NULL,
    how character varying(6) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    from_ms integer,
    until_ms integer,
    ended_at timestamp with time zone,
    alarmed_at timestamp with time zone,
    by_id bigint,
    recording_id bigint NOT NULL,
    CONSTRAINT recording_pause_in_order CHECK (((until_ms IS NULL) OR (until_ms >= from_ms))),
    CONSTRAINT recordings_pause_from_ms_check CHECK ((from_ms >= 0)),
    CONSTRAINT recordings_pause_until_ms_check CHECK ((until_ms >= 0))
);
ALTER TABLE public.recordings_pause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recordings_pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recordings_recording (
    id bigint NOT NULL,
    name character varying(32) NOT NULL,
    instance character varying(32) NOT NULL,
    aim character varying(7) NOT NULL,
    key text NOT NULL,
    state character varying(7) NOT NULL,
    is_message boolean NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    failure character varying(120) NOT NULL,
    duration_ms integer NOT NULL,
    keep_until timestamp with time zone NOT NULL,
    is_held boolean NOT NULL,
    heard_at timestamp with time zone,
    customer_ms integer NOT NULL,
    operator_ms integer NOT NULL,
    both_ms integer NOT NULL,
    silent_ms integer NOT NULL,
    longest_silence_ms integer NOT NULL,
    long_silences smallint NOT NULL,
    cut_ins smallint NOT NULL,
    peaks bytea NOT NULL,
    call_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    CONSTRAINT recording_ends CHECK ((((ended_at IS NULL) AND ((state)::text = 'running'::text)) OR ((NOT ((state)::text = 'running'::text)) AND (ended_at IS NOT NULL)))),
    CONSTRAINT recording_erased_has_no_key CHECK (((NOT ((state)::text = 'erased'::text)) OR ((key = ''::text) AND (peaks = '\x'::bytea)))),
    CONSTRAINT recordings_recording_both_ms_check CHECK ((both_ms >= 0)),
    CONSTRAINT recordings_recording_customer_ms_check CHECK ((customer_ms >= 0)),
    CONSTRAINT recordings_recording_cut_ins_check CHECK ((cut_ins >= 0)),
    CONSTRAINT recordings_recording_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT recordings_recording_long_silences_check CHECK ((long_silences >= 0)),
    CONSTRAINT recordings_recording_longest_silence_ms_check CHECK ((longest_silence_ms >= 0)),
    CONSTRAINT recordings_recording_operator_ms_check CHECK ((operator_ms >= 0)),
    CONSTRAINT recordings_recording_silent_ms_check CHECK ((silent_ms >= 0))
);
ALTER TABLE public.recordings_recording ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recordings_recording_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.recordings_recordingrule (
    id bigint NOT NULL,
    aim character varying(7) NOT NULL,
    percent smallint NOT NULL,
    may_refuse boolean NOT NULL,
    keep_days smallint NOT NULL,
    purpose_id bigint,
    queue_id bigint,
    CONSTRAINT recording_rule_quality_a_month CHECK (((NOT ((aim)::text = 'quality'::text)) OR (keep_days <= 31))),
    CONSTRAINT recording_rule_range CHECK (((keep_days >= 1) AND (percent <= 100))),
    CONSTRAINT recordings_recordingrule_keep_days_check CHECK ((keep_days >= 0)),
    CONSTRAINT recordings_recordingrule_percent_check CHECK ((percent >= 0))
);
ALTER TABLE public.recordings_recordingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.recordings_recordingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.referrals_referral (
    id bigint NOT NULL,
    language character varying(2) NOT NULL,
    told text NOT NULL,
    remark character varying(300) NOT NULL,
    sent_to character varying(254) NOT NULL,
    at timestamp with time zone NOT NULL,
    dedupe_key character varying(80) NOT NULL,
    by_id bigint,
    contact_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    message_id bigint,
    promise_id bigint
);
ALTER TABLE public.referrals_referral ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.referrals_referral_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_channellimit (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    most smallint NOT NULL,
    beside character varying(8)[] DEFAULT '{}'::character varying(8)[] NOT NULL,
    CONSTRAINT channel_limit_range CHECK (((most >= 1) AND (most <= 20))),
    CONSTRAINT routing_channellimit_most_check CHECK ((most >= 0))
);
ALTER TABLE public.routing_channellimit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_channellimit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_decision (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    channel character varying(8) NOT NULL,
    subject_kind character varying(20) NOT NULL,
    subject_id bigint NOT NULL,
    rules_version smallint NOT NULL,
    facts jsonb NOT NULL,
    operator_id bigint NOT NULL,
    CONSTRAINT routing_decision_rules_version_check CHECK ((rules_version >= 0))
);
ALTER TABLE public.routing_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_lease (
    id bigint NOT NULL,
    subject_kind character varying(20) NOT NULL,
    subject_id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    "end" character varying(10) NOT NULL,
    reason character varying(300) NOT NULL,
    again_at timestamp with time zone,
    decision_id bigint,
    holder_id bigint NOT NULL,
    CONSTRAINT lease_ends CHECK ((((("end")::text = ''::text) AND (ended_at IS NULL)) OR ((ended_at IS NOT NULL) AND (NOT (("end")::text = ''::text)))))
);
ALTER TABLE public.routing_lease ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_lease_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_logentry (
    id bigint NOT NULL,
    number bigint,
    at timestamp with time zone NOT NULL,
    kind character varying(12) NOT NULL,
    facts jsonb NOT NULL
);
ALTER TABLE public.routing_logentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_logentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_matcher (
    id bigint NOT NULL,
    is_only boolean NOT NULL,
    term bigint NOT NULL,
    leased_until timestamp with time zone NOT NULL,
    owner character varying(80) NOT NULL,
    last_number bigint NOT NULL,
    CONSTRAINT matcher_only_one CHECK (is_only)
);
ALTER TABLE public.routing_matcher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_matcher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_notreadyreason (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" smallint NOT NULL,
    is_retired boolean NOT NULL,
    CONSTRAINT routing_notreadyreason_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.routing_notreadyreason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_notreadyreason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_offer (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    again_at timestamp with time zone,
    wrap_up_until timestamp with time zone,
    wrapped_up_at timestamp with time zone,
    decision_id bigint,
    operator_id bigint NOT NULL,
    waiting_id bigint NOT NULL,
    CONSTRAINT offer_answered CHECK (((NOT ((state)::text = 'accepted'::text)) OR (answered_at IS NOT NULL))),
    CONSTRAINT offer_ends CHECK ((((state)::text = ANY ((ARRAY['offered'::character varying, 'accepted'::character varying])::text[])) OR (ended_at IS NOT NULL)))
);
ALTER TABLE public.routing_offer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_operatorstate (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    by_id bigint,
    reason_id bigint,
    user_id bigint NOT NULL,
    CONSTRAINT operator_state_in_order CHECK (((until IS NULL) OR (until >= since))),
    CONSTRAINT operator_state_reason CHECK (((reason_id IS NULL) OR ((state)::text = 'not_ready'::text)))
);
ALTER TABLE public.routing_operatorstate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_operatorstate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_queue (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    channel character varying(8) NOT NULL,
    languages character varying(2)[] NOT NULL,
    "position" smallint NOT NULL,
    is_retired boolean NOT NULL,
    head_start_s integer NOT NULL,
    slope_percent smallint NOT NULL,
    ring_s smallint NOT NULL,
    wrap_up_s smallint NOT NULL,
    answer_within_s integer NOT NULL,
    agreed_percent smallint NOT NULL,
    short_abandon_s smallint NOT NULL,
    most_waiting smallint,
    overflow_after_s integer,
    longest_wait_s integer,
    "then" character varying(10) NOT NULL,
    when_closed character varying(10) NOT NULL,
    is_picked_up boolean NOT NULL,
    incident jsonb NOT NULL,
    incident_until timestamp with time zone,
    calendar_id bigint,
    overflow_to_id bigint,
    team_id bigint NOT NULL,
    CONSTRAINT queue_ages CHECK (((slope_percent >= 1) AND (slope_percent <= 1000))),
    CONSTRAINT queue_agreed CHECK (((agreed_percent >= 1) AND (agreed_percent <= 100))),
    CONSTRAINT queue_flows_over CHECK ((((overflow_after_s IS NULL) AND (overflow_to_id IS NULL)) OR ((overflow_after_s IS NOT NULL) AND (overflow_to_id IS NOT NULL) AND (NOT ((overflow_to_id = id) AND (overflow_to_id IS NOT NULL)))))),
    CONSTRAINT queue_rings CHECK (((ring_s >= 5) AND (ring_s <= 300))),
    CONSTRAINT routing_queue_agreed_percent_check CHECK ((agreed_percent >= 0)),
    CONSTRAINT routing_queue_answer_within_s_check CHECK ((answer_within_s >= 0)),
    CONSTRAINT routing_queue_head_start_s_check CHECK ((head_start_s >= 0)),
    CONSTRAINT routing_queue_longest_wait_s_check CHECK ((longest_wait_s >= 0)),
    CONSTRAINT routing_queue_most_waiting_check CHECK ((most_waiting >= 0)),
    CONSTRAINT routing_queue_overflow_after_s_check CHECK ((overflow_after_s >= 0)),
    CONSTRAINT routing_queue_position_check CHECK (("position" >= 0)),
    CONSTRAINT routing_queue_ring_s_check CHECK ((ring_s >= 0)),
    CONSTRAINT routing_queue_short_abandon_s_check CHECK ((short_abandon_s >= 0)),
    CONSTRAINT routing_queue_slope_percent_check CHECK ((slope_percent >= 0)),
    CONSTRAINT routing_queue_wrap_up_s_check CHECK ((wrap_up_s >= 0))
);
ALTER TABLE public.routing_queue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_queueskill (
    id bigint NOT NULL,
    "least" smallint NOT NULL,
    queue_id bigint NOT NULL,
    skill_id bigint NOT NULL,
    CONSTRAINT queue_skill_level_1_to_5 CHECK ((("least" >= 1) AND ("least" <= 5))),
    CONSTRAINT routing_queueskill_least_check CHECK (("least" >= 0))
);
ALTER TABLE public.routing_queueskill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_queueskill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_relaxationstep (
    id bigint NOT NULL,
    after_s integer NOT NULL,
    lower_by smallint NOT NULL,
    drops_language boolean NOT NULL,
    queue_id bigint NOT NULL,
    CONSTRAINT relaxation_step_range CHECK (((after_s >= 1) AND (lower_by <= 5))),
    CONSTRAINT routing_relaxationstep_after_s_check CHECK ((after_s >= 0)),
    CONSTRAINT routing_relaxationstep_lower_by_check CHECK ((lower_by >= 0))
);
ALTER TABLE public.routing_relaxationstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_relaxationstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_requirement (
    id bigint NOT NULL,
    "least" smallint NOT NULL,
    category_id bigint,
    skill_id bigint NOT NULL,
    team_id bigint,
    CONSTRAINT requirement_level_1_to_5 CHECK ((("least" >= 1) AND ("least" <= 5))),
    CONSTRAINT requirement_of_one CHECK ((((category_id IS NOT NULL) AND (team_id IS NULL)) OR ((category_id IS NULL) AND (team_id IS NOT NULL)))),
    CONSTRAINT routing_requirement_least_check CHECK (("least" >= 0))
);
ALTER TABLE public.routing_requirement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_requirement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_snapshot (
    id bigint NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    board jsonb NOT NULL
);
ALTER TABLE public.routing_snapshot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_snapshot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.routing_waiting (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    subject_kind character varying(20) NOT NULL,
    subject_id bigint NOT NULL,
    language character varying(2) NOT NULL,
    may_drop_language boolean NOT NULL,
    skills jsonb NOT NULL,
    bonus_s integer NOT NULL,
    is_call_back boolean NOT NULL,
    since timestamp with time zone NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    overflow_at timestamp with time zone,
    told_at timestamp with time zone,
    ended_at timestamp with time zone,
    "end" character varying(10) NOT NULL,
    queue_id bigint NOT NULL,
    CONSTRAINT routing_waiting_bonus_s_check CHECK ((bonus_s >= 0)),
    CONSTRAINT waiting_ends CHECK ((((("end")::text = ''::text) AND (ended_at IS NULL)) OR ((ended_at IS NOT NULL) AND (NOT (("end")::text = ''::text)))))
);
ALTER TABLE public.routing_waiting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.routing_waiting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scripts_opening (
    id bigint NOT NULL,
    channel character varying(8) NOT NULL,
    direction character varying(3) NOT NULL,
    queue character varying(40) NOT NULL,
    number character varying(20) NOT NULL,
    language character varying(2) NOT NULL,
    brand_id bigint,
    purpose_id bigint,
    script_id bigint NOT NULL
);
ALTER TABLE public.scripts_opening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scripts_opening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scripts_run (
    id bigint NOT NULL,
    language character varying(2) NOT NULL,
    status character varying(6) NOT NULL,
    node character varying(250) NOT NULL,
    events_count integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    contact_id bigint NOT NULL,
    operator_id bigint,
    result_id bigint,
    version_id bigint NOT NULL,
    CONSTRAINT script_run_ends CHECK ((((ended_at IS NULL) AND ((status)::text = ANY ((ARRAY['going'::character varying, 'paused'::character varying])::text[]))) OR ((ended_at IS NOT NULL) AND ((status)::text = ANY ((ARRAY['ended'::character varying, 'left'::character varying])::text[]))))),
    CONSTRAINT scripts_run_events_count_check CHECK ((events_count >= 0))
);
ALTER TABLE public.scripts_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scripts_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scripts_runevent (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    kind character varying(12) NOT NULL,
    node character varying(250) NOT NULL,
    data jsonb NOT NULL,
    said text NOT NULL,
    language character varying(2) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    run_id bigint NOT NULL,
    CONSTRAINT scripts_runevent_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.scripts_runevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scripts_runevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scripts_script (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    needs_approval boolean NOT NULL,
    is_retired boolean NOT NULL,
    version integer NOT NULL,
    CONSTRAINT scripts_script_version_check CHECK ((version >= 0))
);
ALTER TABLE public.scripts_script ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scripts_script_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.scripts_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    content json NOT NULL,
    joined json NOT NULL,
    remark character varying(300) NOT NULL,
    published_at timestamp with time zone,
    published_by_id bigint,
    script_id bigint NOT NULL,
    submitted_by_id bigint,
    CONSTRAINT scripts_version_number_check CHECK ((number >= 0))
);
ALTER TABLE public.scripts_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.scripts_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.search_document (
    id bigint NOT NULL,
    kind character varying(30) NOT NULL,
    object_id bigint NOT NULL,
    language character varying(2) NOT NULL,
    keys text NOT NULL,
    vector tsvector NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE public.search_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.search_lesson (
    id bigint NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    kind character varying(30) NOT NULL,
    object_id bigint NOT NULL,
    times integer NOT NULL
);
ALTER TABLE public.search_lesson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_lesson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.search_unread (
    id bigint NOT NULL,
    words text[] NOT NULL,
    is_new boolean NOT NULL
);
ALTER TABLE public.search_unread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_unread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.search_word (
    word text NOT NULL COLLATE pg_catalog."C",
    documents integer NOT NULL
);
CREATE TABLE public.shorthand_shorthand (
    id bigint NOT NULL,
    key character varying(20) NOT NULL,
    words text NOT NULL,
    owner_id bigint,
    team_id bigint,
    CONSTRAINT shorthand_of_one CHECK ((((owner_id IS NULL) OR (team_id IS NULL)) AND (1 = (
CASE
    WHEN (owner_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (team_id IS NULL) THEN 1
    ELSE 0
END))))
);
ALTER TABLE public.shorthand_shorthand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shorthand_shorthand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_agreement (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    kind character varying(8) NOT NULL,
    first_on date,
    last_on date,
    is_default boolean NOT NULL,
    warn_percents smallint[] NOT NULL,
    CONSTRAINT agreement_in_order CHECK (((first_on IS NULL) OR (last_on IS NULL) OR (last_on >= first_on)))
);
ALTER TABLE public.sla_agreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_clock (
    id bigint NOT NULL,
    subject_kind character varying(20) NOT NULL,
    subject_id bigint NOT NULL,
    metric character varying(8) NOT NULL,
    priority smallint NOT NULL,
    seconds integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    is_paused boolean NOT NULL,
    breached_at timestamp with time zone,
    stopped_at timestamp with time zone,
    agreement_id bigint NOT NULL,
    calendar_id bigint NOT NULL,
    purpose_id bigint,
    version_id bigint NOT NULL,
    held_by character varying(200) DEFAULT ''::character varying NOT NULL,
    left_seconds integer,
    next_at timestamp with time zone,
    next_percent smallint,
    CONSTRAINT sla_clock_next_percent_check CHECK ((next_percent >= 0)),
    CONSTRAINT sla_clock_priority_check CHECK ((priority >= 0)),
    CONSTRAINT sla_clock_seconds_check CHECK ((seconds >= 0))
);
ALTER TABLE public.sla_clock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_clock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_clockevent (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(40) NOT NULL,
    seconds integer,
    by_id bigint,
    clock_id bigint NOT NULL,
    version_id bigint,
    CONSTRAINT clock_event_terms CHECK (((((kind)::text = ANY ((ARRAY['started'::character varying, 'rebased'::character varying])::text[])) AND (seconds IS NOT NULL) AND (version_id IS NOT NULL)) OR ((NOT ((kind)::text = ANY ((ARRAY['started'::character varying, 'rebased'::character varying])::text[]))) AND (seconds IS NULL) AND (version_id IS NULL)))),
    CONSTRAINT sla_clockevent_seconds_check CHECK ((seconds >= 0))
);
ALTER TABLE public.sla_clockevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_clockevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_clockstep (
    id bigint NOT NULL,
    percent smallint NOT NULL,
    round smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    told_at timestamp with time zone NOT NULL,
    clock_id bigint NOT NULL,
    is_over boolean NOT NULL,
    CONSTRAINT sla_clockstep_percent_check CHECK ((percent >= 0)),
    CONSTRAINT sla_clockstep_round_check CHECK ((round >= 0))
);
ALTER TABLE public.sla_clockstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_clockstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_contractagreement (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    first_on date,
    last_on date,
    agreement_id bigint NOT NULL,
    contract_id bigint,
    contract_type_id bigint,
    CONSTRAINT contract_agreement_in_order CHECK (((first_on IS NULL) OR (last_on IS NULL) OR (last_on >= first_on))),
    CONSTRAINT contract_agreement_of_one CHECK ((((contract_id IS NOT NULL) AND (contract_type_id IS NULL)) OR ((contract_id IS NULL) AND (contract_type_id IS NOT NULL))))
);
ALTER TABLE public.sla_contractagreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_contractagreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_dayturned (
    id bigint NOT NULL,
    is_only boolean NOT NULL,
    day date NOT NULL,
    CONSTRAINT day_turned_only_one CHECK (is_only)
);
ALTER TABLE public.sla_dayturned ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_dayturned_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_escalated (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    step_id bigint NOT NULL,
    escalation_id bigint NOT NULL
);
ALTER TABLE public.sla_escalated ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_escalated_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_escalation (
    id bigint NOT NULL,
    metric character varying(8) NOT NULL,
    percent smallint NOT NULL,
    action character varying(8) NOT NULL,
    agreement_id bigint NOT NULL,
    team_id bigint,
    since timestamp with time zone NOT NULL,
    CONSTRAINT escalation_percent CHECK (((percent >= 1) AND (percent <= 300))),
    CONSTRAINT escalation_team CHECK (((((action)::text = 'transfer'::text) AND (team_id IS NOT NULL)) OR ((NOT ((action)::text = 'transfer'::text)) AND (team_id IS NULL)))),
    CONSTRAINT sla_escalation_percent_check CHECK ((percent >= 0))
);
ALTER TABLE public.sla_escalation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_escalation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.sla_target (
    id bigint NOT NULL,
    metric character varying(8) NOT NULL,
    priority smallint NOT NULL,
    seconds integer NOT NULL,
    agreement_id bigint NOT NULL,
    calendar_id bigint NOT NULL,
    purpose_id bigint,
    CONSTRAINT sla_target_priority_check CHECK ((priority >= 0)),
    CONSTRAINT sla_target_seconds_check CHECK ((seconds >= 0)),
    CONSTRAINT target_ranges CHECK ((((priority >= 1) AND (priority <= 4)) AND (seconds >= 1)))
);
ALTER TABLE public.sla_target ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sla_target_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spelling_typingday (
    id bigint NOT NULL,
    "on" date NOT NULL,
    keys integer NOT NULL,
    corrected integer NOT NULL,
    words integer NOT NULL,
    wrong integer NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT spelling_typingday_corrected_check CHECK ((corrected >= 0)),
    CONSTRAINT spelling_typingday_keys_check CHECK ((keys >= 0)),
    CONSTRAINT spelling_typingday_words_check CHECK ((words >= 0)),
    CONSTRAINT spelling_typingday_wrong_check CHECK ((wrong >= 0))
);
ALTER TABLE public.spelling_typingday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spelling_typingday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.suggestions_taken (
    id bigint NOT NULL,
    topic character varying(30) NOT NULL,
    topic_id bigint NOT NULL,
    key character varying(30) NOT NULL,
    object_id bigint NOT NULL,
    deed character varying(10) NOT NULL,
    words text[] NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL
);
ALTER TABLE public.suggestions_taken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.suggestions_taken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_brand (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    mail_name character varying(120) NOT NULL,
    CONSTRAINT taxonomy_brand_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.taxonomy_brand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_brand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_category (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    level smallint,
    parent_id bigint,
    team_id bigint,
    CONSTRAINT taxonomy_category_level_check CHECK ((level >= 0)),
    CONSTRAINT taxonomy_category_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.taxonomy_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_cause (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    CONSTRAINT taxonomy_cause_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.taxonomy_cause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_cause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_customertype (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    goes_before boolean DEFAULT false NOT NULL,
    CONSTRAINT taxonomy_customertype_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.taxonomy_customertype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_customertype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_organisation (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    languages character varying(2)[] NOT NULL,
    zone character varying(40) NOT NULL,
    mail_domain character varying(120) NOT NULL,
    country character varying(2) NOT NULL,
    is_only boolean NOT NULL,
    CONSTRAINT organisation_only_one CHECK (is_only)
);
ALTER TABLE public.taxonomy_organisation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_organisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_purpose (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    asks_for character varying(6) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT taxonomy_purpose_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.taxonomy_purpose ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_purpose_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.taxonomy_result (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    "position" integer NOT NULL,
    is_retired boolean NOT NULL,
    applies_to character varying(8) NOT NULL,
    CONSTRAINT taxonomy_result_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.taxonomy_result ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.taxonomy_result_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_browser (
    id uuid NOT NULL,
    instance character varying(32) NOT NULL,
    answer text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    why character varying(20) NOT NULL,
    phone_id bigint
);
CREATE TABLE public.telephony_call (
    id bigint NOT NULL,
    direction character varying(3) NOT NULL,
    party character varying(100) NOT NULL,
    party_name character varying(100) NOT NULL,
    language character varying(2) NOT NULL,
    state character varying(8) NOT NULL,
    is_open boolean NOT NULL,
    began_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    outcome character varying(16) NOT NULL,
    contact_id bigint,
    number_id bigint,
    queue_id bigint,
    skills jsonb NOT NULL,
    unanswered_as character varying(16) NOT NULL,
    CONSTRAINT call_ends_once CHECK ((((ended_at IS NOT NULL) AND ((state)::text = 'ended'::text) AND (NOT ((outcome)::text = ''::text))) OR ((NOT ((state)::text = 'ended'::text)) AND (ended_at IS NULL) AND ((outcome)::text = ''::text))))
);
ALTER TABLE public.telephony_call ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_call_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_callback (
    id bigint NOT NULL,
    party character varying(100) NOT NULL,
    times smallint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    "end" character varying(9) NOT NULL,
    call_id bigint NOT NULL,
    ended_by_id bigint,
    owner_id bigint NOT NULL,
    number_id bigint NOT NULL,
    CONSTRAINT call_back_ends CHECK ((((("end")::text = ''::text) AND (ended_at IS NULL)) OR ((ended_at IS NOT NULL) AND (NOT (("end")::text = ''::text))))),
    CONSTRAINT telephony_callback_times_check CHECK ((times >= 0))
);
ALTER TABLE public.telephony_callback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_callback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_judgement (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    number character varying(100) NOT NULL,
    verdict character varying(16) NOT NULL,
    user_id bigint
);
ALTER TABLE public.telephony_judgement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_judgement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_leg (
    id bigint NOT NULL,
    instance character varying(32) NOT NULL,
    name character varying(40) NOT NULL,
    party character varying(10) NOT NULL,
    told character varying(40) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    reason character varying(20) NOT NULL,
    call_id bigint NOT NULL,
    user_id bigint,
    phone_id bigint,
    offer_id bigint,
    consulted_by_id bigint,
    watched_id bigint,
    watch character varying(7) NOT NULL,
    is_held boolean NOT NULL,
    is_muted boolean NOT NULL,
    loss_percent double precision,
    jitter_ms double precision,
    mos double precision,
    CONSTRAINT leg_watches CHECK (((((party)::text = 'supervisor'::text) AND (watched_id IS NOT NULL) AND (NOT ((watch)::text = ''::text))) OR ((NOT ((party)::text = 'supervisor'::text)) AND ((watch)::text = ''::text) AND (watched_id IS NULL))))
);
ALTER TABLE public.telephony_leg ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_leg_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_link (
    id smallint NOT NULL,
    instance character varying(32) NOT NULL,
    last_event bigint NOT NULL,
    seen_at timestamp with time zone,
    CONSTRAINT telephony_link_id_check CHECK ((id >= 0))
);
CREATE TABLE public.telephony_number (
    id bigint NOT NULL,
    digits character varying(20) NOT NULL,
    name jsonb NOT NULL,
    language character varying(2) NOT NULL,
    is_active boolean NOT NULL,
    brand_id bigint,
    calendar_id bigint,
    call_back_owner_id bigint NOT NULL,
    team_id bigint NOT NULL,
    queue_id bigint,
    shown character varying(20) NOT NULL
);
ALTER TABLE public.telephony_number ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_number_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_order (
    id bigint NOT NULL,
    instance character varying(32) NOT NULL,
    line jsonb NOT NULL
);
ALTER TABLE public.telephony_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_outgoing (
    id smallint NOT NULL,
    is_on boolean NOT NULL,
    regions character varying(2)[] NOT NULL,
    prefixes character varying(16)[] NOT NULL,
    at_once_each smallint NOT NULL,
    calls_a_day_each smallint NOT NULL,
    minutes_a_day integer NOT NULL,
    shown_number character varying(20) NOT NULL,
    calendar_id bigint,
    trunk_id bigint,
    CONSTRAINT telephony_outgoing_at_once_each_check CHECK ((at_once_each >= 0)),
    CONSTRAINT telephony_outgoing_calls_a_day_each_check CHECK ((calls_a_day_each >= 0)),
    CONSTRAINT telephony_outgoing_id_check CHECK ((id >= 0)),
    CONSTRAINT telephony_outgoing_minutes_a_day_check CHECK ((minutes_a_day >= 0))
);
CREATE TABLE public.telephony_phone (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    secret text NOT NULL,
    is_active boolean NOT NULL,
    registered_at timestamp with time zone,
    address character varying(80) NOT NULL,
    user_id bigint,
    kind character varying(7) NOT NULL,
    CONSTRAINT phone_of_a_browser CHECK (((NOT ((kind)::text = 'browser'::text)) OR (user_id IS NOT NULL)))
);
ALTER TABLE public.telephony_phone ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_phone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_prompt (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    language character varying(2) NOT NULL,
    sha256 character varying(64) NOT NULL,
    duration_ms integer NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    saved_by_id bigint,
    CONSTRAINT telephony_prompt_duration_ms_check CHECK ((duration_ms >= 0))
);
ALTER TABLE public.telephony_prompt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_prompt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_step (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(20) NOT NULL,
    detail character varying(40) NOT NULL,
    call_id bigint NOT NULL,
    user_id bigint
);
ALTER TABLE public.telephony_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.telephony_trunk (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    host character varying(255) NOT NULL,
    port integer NOT NULL,
    transport character varying(3) NOT NULL,
    "user" character varying(80) NOT NULL,
    secret text NOT NULL,
    registers boolean NOT NULL,
    addresses inet[] NOT NULL,
    is_active boolean NOT NULL,
    registered_at timestamp with time zone,
    trouble smallint,
    CONSTRAINT telephony_trunk_port_check CHECK ((port >= 0)),
    CONSTRAINT telephony_trunk_trouble_check CHECK ((trouble >= 0)),
    CONSTRAINT trunk_port CHECK (((port >= 1) AND (port <= 65535)))
);
ALTER TABLE public.telephony_trunk ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.telephony_trunk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE public.text_number_1
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_2
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_3
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_4
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_5
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_6
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_7
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE SEQUENCE public.text_number_8
    START WITH 10001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE public.text_text (
    id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    key character varying(80) NOT NULL,
    name jsonb NOT NULL,
    version integer NOT NULL,
    is_retired boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT text_text_version_check CHECK ((version >= 0))
);
ALTER TABLE public.text_text ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.text_text_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.text_translation (
    id bigint NOT NULL,
    version integer NOT NULL,
    language character varying(2) NOT NULL,
    title character varying(200) NOT NULL,
    body text NOT NULL,
    state character varying(10) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    text_id bigint NOT NULL,
    written_by_id bigint,
    CONSTRAINT text_translation_version_check CHECK ((version >= 0))
);
ALTER TABLE public.text_translation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.text_translation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_bulkjob (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    verb character varying(12) NOT NULL,
    given jsonb NOT NULL,
    numbers bigint[] NOT NULL,
    total integer NOT NULL,
    "position" integer NOT NULL,
    refused integer NOT NULL,
    started_at timestamp with time zone,
    stopped_at timestamp with time zone,
    finished_at timestamp with time zone,
    by_id bigint NOT NULL,
    undo_of_id bigint,
    moments timestamp with time zone[] NOT NULL,
    CONSTRAINT tickets_bulkjob_position_check CHECK (("position" >= 0)),
    CONSTRAINT tickets_bulkjob_refused_check CHECK ((refused >= 0)),
    CONSTRAINT tickets_bulkjob_total_check CHECK ((total >= 0))
);
ALTER TABLE public.tickets_bulkjob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_bulkjob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_bulkrefusal (
    id bigint NOT NULL,
    number bigint NOT NULL,
    reason character varying(300) NOT NULL,
    job_id bigint NOT NULL
);
ALTER TABLE public.tickets_bulkrefusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_bulkrefusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_change (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    verb character varying(40) NOT NULL,
    field character varying(40) NOT NULL,
    old character varying(300) NOT NULL,
    new character varying(300) NOT NULL,
    reason character varying(300) NOT NULL,
    before jsonb,
    by_id bigint,
    ticket_id bigint NOT NULL,
    after jsonb
);
ALTER TABLE public.tickets_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_closingrule (
    id bigint NOT NULL,
    asks_result boolean NOT NULL,
    asks_cause boolean NOT NULL,
    asks_told boolean NOT NULL,
    asks_steps boolean NOT NULL,
    reopen_days smallint,
    category_id bigint,
    CONSTRAINT tickets_closingrule_reopen_days_check CHECK ((reopen_days >= 0))
);
ALTER TABLE public.tickets_closingrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_closingrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_handover (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    given jsonb NOT NULL,
    promised jsonb NOT NULL,
    undone_at timestamp with time zone,
    by_id bigint NOT NULL,
    from_user_id bigint NOT NULL,
    undone_by_id bigint
);
ALTER TABLE public.tickets_handover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_merge (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    moved jsonb NOT NULL,
    added jsonb NOT NULL,
    shared jsonb NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    was jsonb NOT NULL,
    by_id bigint,
    merged_id bigint NOT NULL,
    survivor_id bigint NOT NULL,
    CONSTRAINT merge_not_itself CHECK ((NOT (survivor_id = merged_id)))
);
ALTER TABLE public.tickets_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_notification (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    by_id bigint,
    user_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.tickets_notification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_prioritycell (
    id bigint NOT NULL,
    urgency smallint NOT NULL,
    impact smallint NOT NULL,
    priority smallint NOT NULL,
    CONSTRAINT priority_cell_ranges CHECK ((((impact >= 1) AND (impact <= 3)) AND ((priority >= 1) AND (priority <= 4)) AND ((urgency >= 1) AND (urgency <= 3)))),
    CONSTRAINT tickets_prioritycell_impact_check CHECK ((impact >= 0)),
    CONSTRAINT tickets_prioritycell_priority_check CHECK ((priority >= 0)),
    CONSTRAINT tickets_prioritycell_urgency_check CHECK ((urgency >= 0))
);
ALTER TABLE public.tickets_prioritycell ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_prioritycell_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_progressmessage (
    id bigint NOT NULL,
    moment character varying(12) NOT NULL,
    is_on boolean NOT NULL
);
ALTER TABLE public.tickets_progressmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_progressmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_savedview (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    base character varying(10) NOT NULL,
    states character varying(10)[] NOT NULL,
    priorities smallint[] NOT NULL,
    language character varying(2) NOT NULL,
    tag character varying(40) NOT NULL,
    sort character varying(10) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    generation integer NOT NULL,
    is_counted boolean NOT NULL,
    removed_at timestamp with time zone,
    category_id bigint,
    made_by_id bigint,
    of_owner_id bigint,
    of_team_id bigint,
    team_id bigint,
    user_id bigint,
    CONSTRAINT saved_view_of_one CHECK ((((user_id IS NULL) OR (team_id IS NULL)) AND (1 = (
CASE
    WHEN (user_id IS NULL) THEN 1
    ELSE 0
END +
CASE
    WHEN (team_id IS NULL) THEN 1
    ELSE 0
END)))),
    CONSTRAINT saved_view_some_state CHECK ((
CASE
    WHEN (states IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(states, 1), 0)
END > 0)),
    CONSTRAINT tickets_savedview_generation_check CHECK ((generation >= 0)),
    CONSTRAINT tickets_savedview_version_check CHECK ((version >= 0))
);
ALTER TABLE public.tickets_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_sidethread (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    thread_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.tickets_sidethread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_sidethread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_statereason (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    name jsonb NOT NULL,
    state character varying(10) NOT NULL,
    is_retired boolean NOT NULL,
    pauses character varying(8)[]
);
ALTER TABLE public.tickets_statereason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_statereason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_survey (
    id bigint NOT NULL,
    closing smallint NOT NULL,
    address character varying(254) NOT NULL,
    language character varying(2) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    score smallint,
    sentence character varying(500) NOT NULL,
    customer_id bigint,
    ticket_id bigint NOT NULL,
    CONSTRAINT survey_score CHECK ((((answered_at IS NULL) AND (score IS NULL)) OR ((answered_at IS NOT NULL) AND ((score >= 1) AND (score <= 5))))),
    CONSTRAINT tickets_survey_closing_check CHECK ((closing >= 0)),
    CONSTRAINT tickets_survey_score_check CHECK ((score >= 0))
);
ALTER TABLE public.tickets_survey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_survey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_surveyrule (
    id bigint NOT NULL,
    is_on boolean NOT NULL,
    quiet_days smallint NOT NULL,
    brand_id bigint,
    CONSTRAINT tickets_surveyrule_quiet_days_check CHECK ((quiet_days >= 0))
);
ALTER TABLE public.tickets_surveyrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_surveyrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_templateplace (
    text_id bigint NOT NULL,
    brand_ids bigint[] NOT NULL,
    mailbox_ids bigint[] NOT NULL
);
CREATE TABLE public.tickets_termsstamp (
    id smallint NOT NULL,
    value uuid NOT NULL,
    CONSTRAINT tickets_termsstamp_id_check CHECK ((id >= 0))
);
CREATE TABLE public.tickets_ticket (
    id bigint NOT NULL,
    level smallint NOT NULL,
    participant_ids bigint[] NOT NULL,
    number bigint NOT NULL,
    subject character varying(300) NOT NULL,
    requester_name character varying(160) NOT NULL,
    requester_address character varying(254) NOT NULL,
    language character varying(2) NOT NULL,
    state character varying(10) NOT NULL,
    wake_at timestamp with time zone,
    urgency smallint NOT NULL,
    impact smallint NOT NULL,
    priority smallint NOT NULL,
    tags character varying(40)[] NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    answer_due_since timestamp with time zone,
    solved_at timestamp with time zone,
    closed_at timestamp with time zone,
    reopened_count smallint NOT NULL,
    result_sentence character varying(300) NOT NULL,
    version integer NOT NULL,
    brand_id bigint,
    category_id bigint,
    cause_id bigint,
    customer_id bigint,
    owner_id bigint,
    purpose_id bigint,
    result_id bigint,
    state_reason_id bigint,
    team_id bigint,
    also_team_ids bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    reminded_of timestamp with time zone,
    due_at timestamp with time zone,
    first_answer_at timestamp with time zone,
    told_at timestamp with time zone,
    is_major boolean DEFAULT false NOT NULL,
    is_vip boolean DEFAULT false NOT NULL,
    heard_at timestamp with time zone,
    satisfaction smallint,
    due_metric character varying(8) DEFAULT ''::character varying NOT NULL,
    work_order bigint GENERATED ALWAYS AS (
CASE
    WHEN ((due_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying])::text[]))) THEN ((floor(EXTRACT(epoch FROM (due_at AT TIME ZONE 'UTC'::text))))::bigint -
    CASE
        WHEN (priority = 1) THEN 28800
        WHEN (priority = 2) THEN 7200
        WHEN (priority = 3) THEN 0
        WHEN (priority = 4) THEN '-14400'::integer
        ELSE 0
    END)
    WHEN ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying])::text[])) THEN ((floor(EXTRACT(epoch FROM (COALESCE(answer_due_since, opened_at) AT TIME ZONE 'UTC'::text))))::bigint +
    CASE
        WHEN (priority = 1) THEN 3600
        WHEN (priority = 2) THEN 28800
        WHEN (priority = 3) THEN 86400
        WHEN (priority = 4) THEN 259200
        ELSE 0
    END)
    ELSE NULL::bigint
END) STORED,
    quiet_since timestamp with time zone,
    CONSTRAINT tickets_ticket_impact_check CHECK ((impact >= 0)),
    CONSTRAINT tickets_ticket_level_check CHECK ((level >= 0)),
    CONSTRAINT tickets_ticket_priority_check CHECK ((priority >= 0)),
    CONSTRAINT tickets_ticket_reopened_count_check CHECK ((reopened_count >= 0)),
    CONSTRAINT tickets_ticket_satisfaction_check CHECK ((satisfaction >= 0)),
    CONSTRAINT tickets_ticket_urgency_check CHECK ((urgency >= 0)),
    CONSTRAINT tickets_ticket_version_check CHECK ((version >= 0))
)
WITH (fillfactor='85');
ALTER TABLE public.tickets_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_ticketcontact (
    id bigint NOT NULL,
    contact_id bigint NOT NULL,
    question_id bigint,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.tickets_ticketcontact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketcontact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_ticketfile (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    file_id uuid NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.tickets_ticketfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_ticketlink (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    ticket_id bigint NOT NULL,
    to_id bigint NOT NULL,
    CONSTRAINT ticket_link_not_itself CHECK ((NOT (ticket_id = to_id)))
);
ALTER TABLE public.tickets_ticketlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_ticketnote (
    id bigint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    ticket_id bigint NOT NULL
);
CREATE TABLE public.tickets_ticketnote_files (
    id bigint NOT NULL,
    ticketnote_id bigint NOT NULL,
    file_id uuid NOT NULL
);
ALTER TABLE public.tickets_ticketnote_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketnote_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.tickets_ticketnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_ticketrun (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.tickets_ticketrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_ticketthread (
    id bigint NOT NULL,
    thread_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE public.tickets_ticketthread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_ticketthread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_transfer (
    id bigint NOT NULL,
    reason character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    state character varying(9) NOT NULL,
    answered_at timestamp with time zone,
    refusal character varying(300) NOT NULL,
    answered_by_id bigint,
    by_id bigint NOT NULL,
    from_owner_id bigint,
    from_team_id bigint,
    ticket_id bigint NOT NULL,
    to_owner_id bigint,
    to_team_id bigint
);
ALTER TABLE public.tickets_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_turn (
    ticket_id bigint NOT NULL,
    work_order bigint NOT NULL,
    owner_id bigint,
    team_id bigint,
    is_shared boolean NOT NULL
);
CREATE TABLE public.tickets_viewcount (
    id bigint NOT NULL,
    view_id bigint NOT NULL,
    generation integer NOT NULL,
    whose bigint NOT NULL,
    count bigint NOT NULL,
    level smallint NOT NULL,
    team_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    CONSTRAINT tickets_viewcount_generation_check CHECK ((generation >= 0)),
    CONSTRAINT tickets_viewcount_level_check CHECK ((level >= 0))
);
ALTER TABLE public.tickets_viewcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_viewcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_viewdelta (
    id bigint NOT NULL,
    view_id bigint NOT NULL,
    generation integer NOT NULL,
    whose bigint NOT NULL,
    amount bigint NOT NULL,
    level smallint NOT NULL,
    team_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    CONSTRAINT tickets_viewdelta_generation_check CHECK ((generation >= 0)),
    CONSTRAINT tickets_viewdelta_level_check CHECK ((level >= 0))
);
ALTER TABLE public.tickets_viewdelta ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_viewdelta_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.tickets_watcher (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    ticket_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.tickets_watcher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tickets_watcher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);
ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_role
    ADD CONSTRAINT accounts_role_key_key UNIQUE (key);
ALTER TABLE ONLY public.accounts_role
    ADD CONSTRAINT accounts_role_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_singleuselink
    ADD CONSTRAINT accounts_singleuselink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_singleuselink
    ADD CONSTRAINT accounts_singleuselink_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.accounts_skill
    ADD CONSTRAINT accounts_skill_key_key UNIQUE (key);
ALTER TABLE ONLY public.accounts_skill
    ADD CONSTRAINT accounts_skill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_key_key UNIQUE (key);
ALTER TABLE ONLY public.accounts_team
    ADD CONSTRAINT accounts_team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_roles
    ADD CONSTRAINT accounts_user_roles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_roles
    ADD CONSTRAINT accounts_user_roles_user_id_role_id_d36f9c32_uniq UNIQUE (user_id, role_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);
ALTER TABLE ONLY public.accounts_userskill
    ADD CONSTRAINT accounts_userskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.once_answer
    ADD CONSTRAINT answer_once UNIQUE (scope, key);
ALTER TABLE ONLY public.answers_counted
    ADD CONSTRAINT answers_counted_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.answers_counted
    ADD CONSTRAINT answers_counted_question_id_key UNIQUE (question_id);
ALTER TABLE ONLY public.answers_tally
    ADD CONSTRAINT answers_tally_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_auditline
    ADD CONSTRAINT audit_auditline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automations_rule
    ADD CONSTRAINT automations_rule_name_key UNIQUE (name);
ALTER TABLE ONLY public.automations_rule
    ADD CONSTRAINT automations_rule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automations_ruleversion
    ADD CONSTRAINT automations_ruleversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automations_run
    ADD CONSTRAINT automations_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.balie_postgres_instance
    ADD CONSTRAINT balie_postgres_instance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_bulkrefusal
    ADD CONSTRAINT bulk_refusal_once UNIQUE (job_id, number);
ALTER TABLE ONLY public.knowledge_read
    ADD CONSTRAINT bulletin_read_once UNIQUE (bulletin_id, reader_id);
ALTER TABLE ONLY public.calendars_calendarversion
    ADD CONSTRAINT calendar_version_once UNIQUE (calendar_id, number);
ALTER TABLE ONLY public.calendars_calendar
    ADD CONSTRAINT calendars_calendar_key_key UNIQUE (key);
ALTER TABLE ONLY public.calendars_calendar
    ADD CONSTRAINT calendars_calendar_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.calendars_calendarversion
    ADD CONSTRAINT calendars_calendarversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.calendars_ownday
    ADD CONSTRAINT calendars_ownday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.calendars_season
    ADD CONSTRAINT calendars_season_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_contract
    ADD CONSTRAINT catalogue_contract_number_key UNIQUE (number);
ALTER TABLE ONLY public.catalogue_contract
    ADD CONSTRAINT catalogue_contract_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_contract_services
    ADD CONSTRAINT catalogue_contract_servi_contract_id_service_id_0a17a54e_uniq UNIQUE (contract_id, service_id);
ALTER TABLE ONLY public.catalogue_contract_services
    ADD CONSTRAINT catalogue_contract_services_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_contractfile
    ADD CONSTRAINT catalogue_contractfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_contracttype
    ADD CONSTRAINT catalogue_contracttype_key_key UNIQUE (key);
ALTER TABLE ONLY public.catalogue_contracttype
    ADD CONSTRAINT catalogue_contracttype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_entitlement
    ADD CONSTRAINT catalogue_entitlement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_entitlementkind
    ADD CONSTRAINT catalogue_entitlementkind_key_key UNIQUE (key);
ALTER TABLE ONLY public.catalogue_entitlementkind
    ADD CONSTRAINT catalogue_entitlementkind_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_service
    ADD CONSTRAINT catalogue_service_key_key UNIQUE (key);
ALTER TABLE ONLY public.catalogue_service
    ADD CONSTRAINT catalogue_service_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_use
    ADD CONSTRAINT catalogue_use_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_clockstep
    ADD CONSTRAINT clock_step_once UNIQUE (clock_id, percent, round);
ALTER TABLE ONLY public.tickets_closingrule
    ADD CONSTRAINT closing_rule_once UNIQUE NULLS NOT DISTINCT (category_id);
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_number_key UNIQUE (number);
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.contacts_message_files
    ADD CONSTRAINT contacts_message_files_message_id_file_id_7d2e246f_uniq UNIQUE (message_id, file_id);
ALTER TABLE ONLY public.contacts_message_files
    ADD CONSTRAINT contacts_message_files_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.contacts_message
    ADD CONSTRAINT contacts_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.contacts_question
    ADD CONSTRAINT contacts_question_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_contractagreement
    ADD CONSTRAINT contract_one_agreement_a_kind EXCLUDE USING gist (contract_id WITH =, kind WITH =, daterange(first_on, last_on, '[]'::text) WITH &&) WHERE ((contract_id IS NOT NULL));
ALTER TABLE ONLY public.sla_contractagreement
    ADD CONSTRAINT contract_type_one_agreement_a_kind EXCLUDE USING gist (contract_type_id WITH =, kind WITH =, daterange(first_on, last_on, '[]'::text) WITH &&) WHERE ((contract_type_id IS NOT NULL));
ALTER TABLE ONLY public.customers_consent
    ADD CONSTRAINT customers_consent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_number_key UNIQUE (number);
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customermerge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_customernote
    ADD CONSTRAINT customers_customernote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_holding
    ADD CONSTRAINT customers_holding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_levelchange
    ADD CONSTRAINT customers_levelchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_mailaddress
    ADD CONSTRAINT customers_mailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_phone
    ADD CONSTRAINT customers_phone_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_relation
    ADD CONSTRAINT customers_relation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_reveal
    ADD CONSTRAINT customers_reveal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_deviation
    ADD CONSTRAINT deviation_once UNIQUE (run_step_id, kind);
ALTER TABLE ONLY public.directory_entry_categories
    ADD CONSTRAINT directory_entry_categories_entry_id_category_id_e72a5f85_uniq UNIQUE (entry_id, category_id);
ALTER TABLE ONLY public.directory_entry_categories
    ADD CONSTRAINT directory_entry_categories_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_entry
    ADD CONSTRAINT directory_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.directory_entry_purposes
    ADD CONSTRAINT directory_entry_purposes_entry_id_purpose_id_ca39c2a2_uniq UNIQUE (entry_id, purpose_id);
ALTER TABLE ONLY public.directory_entry_purposes
    ADD CONSTRAINT directory_entry_purposes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT document_unique UNIQUE (kind, object_id);
ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT draft_unique UNIQUE (owner_id, key);
ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_edition
    ADD CONSTRAINT edition_once UNIQUE (article_id, language);
ALTER TABLE ONLY public.email_automaticbudget
    ADD CONSTRAINT email_automaticbudget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_automaticmail
    ADD CONSTRAINT email_automaticmail_pkey PRIMARY KEY (outgoing_id);
ALTER TABLE ONLY public.email_blockedsender
    ADD CONSTRAINT email_blockedsender_pattern_key UNIQUE (pattern);
ALTER TABLE ONLY public.email_blockedsender
    ADD CONSTRAINT email_blockedsender_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_demomail
    ADD CONSTRAINT email_demomail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_raw_id_key UNIQUE (raw_id);
ALTER TABLE ONLY public.email_inlinepart
    ADD CONSTRAINT email_inlinepart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_mailbox
    ADD CONSTRAINT email_mailbox_address_key UNIQUE (address);
ALTER TABLE ONLY public.email_mailbox
    ADD CONSTRAINT email_mailbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_dedupe_key_key UNIQUE (dedupe_key);
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_email_id_key UNIQUE (email_id);
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_internet_message_id_key UNIQUE (internet_message_id);
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_thread
    ADD CONSTRAINT email_thread_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.email_threadparticipant
    ADD CONSTRAINT email_threadparticipant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.catalogue_entitlement
    ADD CONSTRAINT entitlement_once_a_contract UNIQUE (contract_id, kind_id);
ALTER TABLE ONLY public.sla_escalated
    ADD CONSTRAINT escalated_once UNIQUE (escalation_id, step_id);
ALTER TABLE ONLY public.sla_escalation
    ADD CONSTRAINT escalation_once UNIQUE NULLS NOT DISTINCT (agreement_id, metric, percent, action, team_id);
ALTER TABLE ONLY public.files_file
    ADD CONSTRAINT files_file_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.handouts_handout
    ADD CONSTRAINT handouts_handout_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.handouts_handout
    ADD CONSTRAINT handouts_handout_secret_hash_key UNIQUE (secret_hash);
ALTER TABLE ONLY public.identity_check
    ADD CONSTRAINT identity_check_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_demand
    ADD CONSTRAINT identity_demand_once UNIQUE NULLS NOT DISTINCT (verb, purpose_id);
ALTER TABLE ONLY public.identity_demand
    ADD CONSTRAINT identity_demand_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_reopening
    ADD CONSTRAINT identity_reopening_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.identity_tiersetting
    ADD CONSTRAINT identity_tiersetting_pkey PRIMARY KEY (level);
ALTER TABLE ONLY public.ivr_announcement
    ADD CONSTRAINT ivr_announcement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ivr_answering
    ADD CONSTRAINT ivr_answering_number_id_key UNIQUE (number_id);
ALTER TABLE ONLY public.ivr_answering
    ADD CONSTRAINT ivr_answering_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ivr_journey
    ADD CONSTRAINT ivr_journey_call_id_key UNIQUE (call_id);
ALTER TABLE ONLY public.ivr_journey
    ADD CONSTRAINT ivr_journey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ivr_menu
    ADD CONSTRAINT ivr_menu_key_key UNIQUE (key);
ALTER TABLE ONLY public.ivr_menu
    ADD CONSTRAINT ivr_menu_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ivr_menuversion
    ADD CONSTRAINT ivr_menuversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_article_categories
    ADD CONSTRAINT knowledge_article_catego_article_id_category_id_07d5cad0_uniq UNIQUE (article_id, category_id);
ALTER TABLE ONLY public.knowledge_article_categories
    ADD CONSTRAINT knowledge_article_categories_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_article_contract_types
    ADD CONSTRAINT knowledge_article_contra_article_id_contracttype__49627149_uniq UNIQUE (article_id, contracttype_id);
ALTER TABLE ONLY public.knowledge_article_contract_types
    ADD CONSTRAINT knowledge_article_contract_types_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_article
    ADD CONSTRAINT knowledge_article_number_key UNIQUE (number);
ALTER TABLE ONLY public.knowledge_article
    ADD CONSTRAINT knowledge_article_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_article_services
    ADD CONSTRAINT knowledge_article_services_article_id_service_id_18cbc6c0_uniq UNIQUE (article_id, service_id);
ALTER TABLE ONLY public.knowledge_article_services
    ADD CONSTRAINT knowledge_article_services_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_bulletin
    ADD CONSTRAINT knowledge_bulletin_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_bulletin_teams
    ADD CONSTRAINT knowledge_bulletin_teams_bulletin_id_team_id_e22ec0e0_uniq UNIQUE (bulletin_id, team_id);
ALTER TABLE ONLY public.knowledge_bulletin_teams
    ADD CONSTRAINT knowledge_bulletin_teams_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_edition
    ADD CONSTRAINT knowledge_edition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_feedback
    ADD CONSTRAINT knowledge_feedback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_picture
    ADD CONSTRAINT knowledge_picture_file_id_key UNIQUE (file_id);
ALTER TABLE ONLY public.knowledge_picture
    ADD CONSTRAINT knowledge_picture_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.knowledge_read
    ADD CONSTRAINT knowledge_read_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT leg_once UNIQUE (instance, name);
ALTER TABLE ONLY public.search_lesson
    ADD CONSTRAINT lesson_unique UNIQUE (word, kind, object_id);
ALTER TABLE ONLY public.customers_mailaddress
    ADD CONSTRAINT mail_address_once_a_customer UNIQUE (customer_id, address);
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT membership_unique UNIQUE (user_id, team_id);
ALTER TABLE ONLY public.ivr_menuversion
    ADD CONSTRAINT menu_version_once UNIQUE (menu_id, number);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.once_answer
    ADD CONSTRAINT once_answer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.permissions_knownverb
    ADD CONSTRAINT permissions_knownverb_name_key UNIQUE (name);
ALTER TABLE ONLY public.permissions_knownverb
    ADD CONSTRAINT permissions_knownverb_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_phone
    ADD CONSTRAINT phone_once_a_customer UNIQUE (customer_id, number);
ALTER TABLE ONLY public.presence_presence
    ADD CONSTRAINT presence_presence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.presence_presence
    ADD CONSTRAINT presence_unique UNIQUE (topic, user_id);
ALTER TABLE ONLY public.tickets_prioritycell
    ADD CONSTRAINT priority_cell_once UNIQUE (urgency, impact);
ALTER TABLE ONLY public.problems_problemticket
    ADD CONSTRAINT problem_ticket_once UNIQUE (ticket_id, problem_id);
ALTER TABLE ONLY public.problems_problem_categories
    ADD CONSTRAINT problems_problem_categor_problem_id_category_id_cdbe506f_uniq UNIQUE (problem_id, category_id);
ALTER TABLE ONLY public.problems_problem_categories
    ADD CONSTRAINT problems_problem_categories_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.problems_problem
    ADD CONSTRAINT problems_problem_number_key UNIQUE (number);
ALTER TABLE ONLY public.problems_problem
    ADD CONSTRAINT problems_problem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.problems_problemticket
    ADD CONSTRAINT problems_problemticket_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.problems_solution
    ADD CONSTRAINT problems_solution_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT problems_trial_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedure_step_position UNIQUE (version_id, "position") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedure_version_once UNIQUE (procedure_id, number);
ALTER TABLE ONLY public.procedures_deviation
    ADD CONSTRAINT procedures_deviation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_hold
    ADD CONSTRAINT procedures_hold_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_procedure
    ADD CONSTRAINT procedures_procedure_key_key UNIQUE (key);
ALTER TABLE ONLY public.procedures_procedure
    ADD CONSTRAINT procedures_procedure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_run
    ADD CONSTRAINT procedures_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_runstep
    ADD CONSTRAINT procedures_runstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedures_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);
ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.promises_move
    ADD CONSTRAINT promises_move_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.promises_reminder
    ADD CONSTRAINT promises_reminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_prompt
    ADD CONSTRAINT prompt_once UNIQUE (name, language);
ALTER TABLE ONLY public.contacts_question
    ADD CONSTRAINT question_position_once UNIQUE (contact_id, "position");
ALTER TABLE ONLY public.routing_queueskill
    ADD CONSTRAINT queue_skill_once UNIQUE (queue_id, skill_id);
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT raw_mail_content_once UNIQUE (mailbox_id, sha256);
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT raw_mail_uid_once UNIQUE (mailbox_id, uid_validity, uid);
ALTER TABLE ONLY public.recordings_recordingrule
    ADD CONSTRAINT recording_rule_once UNIQUE NULLS NOT DISTINCT (queue_id, purpose_id);
ALTER TABLE ONLY public.recordings_listening
    ADD CONSTRAINT recordings_listening_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recordings_notice
    ADD CONSTRAINT recordings_notice_call_id_key UNIQUE (call_id);
ALTER TABLE ONLY public.recordings_notice
    ADD CONSTRAINT recordings_notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recordings_pause
    ADD CONSTRAINT recordings_pause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recordings_recording
    ADD CONSTRAINT recordings_recording_name_key UNIQUE (name);
ALTER TABLE ONLY public.recordings_recording
    ADD CONSTRAINT recordings_recording_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.recordings_recordingrule
    ADD CONSTRAINT recordings_recordingrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_dedupe_key_key UNIQUE (dedupe_key);
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.customers_relation
    ADD CONSTRAINT relation_once UNIQUE (person_id, organisation_id, role);
ALTER TABLE ONLY public.routing_relaxationstep
    ADD CONSTRAINT relaxation_step_once UNIQUE (queue_id, after_s);
ALTER TABLE ONLY public.routing_requirement
    ADD CONSTRAINT requirement_once UNIQUE NULLS NOT DISTINCT (category_id, team_id, skill_id);
ALTER TABLE ONLY public.routing_channellimit
    ADD CONSTRAINT routing_channellimit_channel_key UNIQUE (channel);
ALTER TABLE ONLY public.routing_channellimit
    ADD CONSTRAINT routing_channellimit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_decision
    ADD CONSTRAINT routing_decision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_lease
    ADD CONSTRAINT routing_lease_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_logentry
    ADD CONSTRAINT routing_logentry_number_key UNIQUE (number);
ALTER TABLE ONLY public.routing_logentry
    ADD CONSTRAINT routing_logentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_matcher
    ADD CONSTRAINT routing_matcher_is_only_key UNIQUE (is_only);
ALTER TABLE ONLY public.routing_matcher
    ADD CONSTRAINT routing_matcher_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_notreadyreason
    ADD CONSTRAINT routing_notreadyreason_key_key UNIQUE (key);
ALTER TABLE ONLY public.routing_notreadyreason
    ADD CONSTRAINT routing_notreadyreason_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_offer
    ADD CONSTRAINT routing_offer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_operatorstate
    ADD CONSTRAINT routing_operatorstate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_queue
    ADD CONSTRAINT routing_queue_key_key UNIQUE (key);
ALTER TABLE ONLY public.routing_queue
    ADD CONSTRAINT routing_queue_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_queueskill
    ADD CONSTRAINT routing_queueskill_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_relaxationstep
    ADD CONSTRAINT routing_relaxationstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_requirement
    ADD CONSTRAINT routing_requirement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_snapshot
    ADD CONSTRAINT routing_snapshot_number_key UNIQUE (number);
ALTER TABLE ONLY public.routing_snapshot
    ADD CONSTRAINT routing_snapshot_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.routing_waiting
    ADD CONSTRAINT routing_waiting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.automations_ruleversion
    ADD CONSTRAINT rule_version_once UNIQUE (rule_id, version);
ALTER TABLE ONLY public.automations_run
    ADD CONSTRAINT run_once UNIQUE (ticket_id, rule_id, kind, moment, about);
ALTER TABLE ONLY public.procedures_runstep
    ADD CONSTRAINT run_step_once UNIQUE (run_id, step_id);
ALTER TABLE ONLY public.scripts_runevent
    ADD CONSTRAINT script_event_once UNIQUE (run_id, "position");
ALTER TABLE ONLY public.scripts_opening
    ADD CONSTRAINT script_opens_once UNIQUE NULLS NOT DISTINCT (channel, direction, queue, number, purpose_id, brand_id, language);
ALTER TABLE ONLY public.scripts_version
    ADD CONSTRAINT script_version_once UNIQUE (script_id, number);
ALTER TABLE ONLY public.scripts_opening
    ADD CONSTRAINT scripts_opening_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scripts_run
    ADD CONSTRAINT scripts_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scripts_runevent
    ADD CONSTRAINT scripts_runevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scripts_script
    ADD CONSTRAINT scripts_script_key_key UNIQUE (key);
ALTER TABLE ONLY public.scripts_script
    ADD CONSTRAINT scripts_script_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.scripts_version
    ADD CONSTRAINT scripts_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT search_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_lesson
    ADD CONSTRAINT search_lesson_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_unread
    ADD CONSTRAINT search_unread_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.search_word
    ADD CONSTRAINT search_word_pkey PRIMARY KEY (word);
ALTER TABLE ONLY public.shorthand_shorthand
    ADD CONSTRAINT shorthand_once_own UNIQUE (owner_id, key);
ALTER TABLE ONLY public.shorthand_shorthand
    ADD CONSTRAINT shorthand_once_team UNIQUE (team_id, key);
ALTER TABLE ONLY public.shorthand_shorthand
    ADD CONSTRAINT shorthand_shorthand_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_agreement
    ADD CONSTRAINT sla_agreement_key_key UNIQUE (key);
ALTER TABLE ONLY public.sla_agreement
    ADD CONSTRAINT sla_agreement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_clock
    ADD CONSTRAINT sla_clock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_clockevent
    ADD CONSTRAINT sla_clockevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_clockstep
    ADD CONSTRAINT sla_clockstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_contractagreement
    ADD CONSTRAINT sla_contractagreement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_dayturned
    ADD CONSTRAINT sla_dayturned_is_only_key UNIQUE (is_only);
ALTER TABLE ONLY public.sla_dayturned
    ADD CONSTRAINT sla_dayturned_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_escalated
    ADD CONSTRAINT sla_escalated_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_escalation
    ADD CONSTRAINT sla_escalation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sla_target
    ADD CONSTRAINT sla_target_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spelling_typingday
    ADD CONSTRAINT spelling_typingday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.suggestions_taken
    ADD CONSTRAINT suggestion_taken_once UNIQUE (topic, topic_id, by_id, key, object_id);
ALTER TABLE ONLY public.suggestions_taken
    ADD CONSTRAINT suggestions_taken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_survey
    ADD CONSTRAINT survey_once_a_closing UNIQUE (ticket_id, closing);
ALTER TABLE ONLY public.tickets_surveyrule
    ADD CONSTRAINT survey_rule_once UNIQUE NULLS NOT DISTINCT (brand_id);
ALTER TABLE ONLY public.answers_tally
    ADD CONSTRAINT tally_once UNIQUE NULLS NOT DISTINCT ("on", category_id, purpose_id);
ALTER TABLE ONLY public.sla_target
    ADD CONSTRAINT target_once UNIQUE NULLS NOT DISTINCT (agreement_id, metric, purpose_id, priority);
ALTER TABLE ONLY public.taxonomy_brand
    ADD CONSTRAINT taxonomy_brand_key_key UNIQUE (key);
ALTER TABLE ONLY public.taxonomy_brand
    ADD CONSTRAINT taxonomy_brand_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.taxonomy_category
    ADD CONSTRAINT taxonomy_category_key_key UNIQUE (key);
ALTER TABLE ONLY public.taxonomy_category
    ADD CONSTRAINT taxonomy_category_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.taxonomy_cause
    ADD CONSTRAINT taxonomy_cause_key_key UNIQUE (key);
ALTER TABLE ONLY public.taxonomy_cause
    ADD CONSTRAINT taxonomy_cause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.taxonomy_customertype
    ADD CONSTRAINT taxonomy_customertype_key_key UNIQUE (key);
ALTER TABLE ONLY public.taxonomy_customertype
    ADD CONSTRAINT taxonomy_customertype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.taxonomy_organisation
    ADD CONSTRAINT taxonomy_organisation_is_only_key UNIQUE (is_only);
ALTER TABLE ONLY public.taxonomy_organisation
    ADD CONSTRAINT taxonomy_organisation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.taxonomy_purpose
    ADD CONSTRAINT taxonomy_purpose_key_key UNIQUE (key);
ALTER TABLE ONLY public.taxonomy_purpose
    ADD CONSTRAINT taxonomy_purpose_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.taxonomy_result
    ADD CONSTRAINT taxonomy_result_key_key UNIQUE (key);
ALTER TABLE ONLY public.taxonomy_result
    ADD CONSTRAINT taxonomy_result_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_browser
    ADD CONSTRAINT telephony_browser_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_call
    ADD CONSTRAINT telephony_call_contact_id_key UNIQUE (contact_id);
ALTER TABLE ONLY public.telephony_call
    ADD CONSTRAINT telephony_call_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_callback
    ADD CONSTRAINT telephony_callback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_judgement
    ADD CONSTRAINT telephony_judgement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_link
    ADD CONSTRAINT telephony_link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_digits_key UNIQUE (digits);
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_order
    ADD CONSTRAINT telephony_order_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_outgoing
    ADD CONSTRAINT telephony_outgoing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_phone
    ADD CONSTRAINT telephony_phone_key_key UNIQUE (key);
ALTER TABLE ONLY public.telephony_phone
    ADD CONSTRAINT telephony_phone_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_prompt
    ADD CONSTRAINT telephony_prompt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_step
    ADD CONSTRAINT telephony_step_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.telephony_trunk
    ADD CONSTRAINT telephony_trunk_key_key UNIQUE (key);
ALTER TABLE ONLY public.telephony_trunk
    ADD CONSTRAINT telephony_trunk_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.text_text
    ADD CONSTRAINT text_text_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.text_translation
    ADD CONSTRAINT text_translation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.text_text
    ADD CONSTRAINT text_unique_key UNIQUE (kind, key);
ALTER TABLE ONLY public.email_threadparticipant
    ADD CONSTRAINT thread_participant_once UNIQUE (thread_id, address);
ALTER TABLE ONLY public.tickets_ticketcontact
    ADD CONSTRAINT ticket_contact_once UNIQUE (ticket_id, contact_id);
ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT ticket_link_once UNIQUE (ticket_id, to_id, kind);
ALTER TABLE ONLY public.tickets_bulkjob
    ADD CONSTRAINT tickets_bulkjob_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_bulkjob
    ADD CONSTRAINT tickets_bulkjob_undo_of_id_key UNIQUE (undo_of_id);
ALTER TABLE ONLY public.tickets_bulkrefusal
    ADD CONSTRAINT tickets_bulkrefusal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_change
    ADD CONSTRAINT tickets_change_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_closingrule
    ADD CONSTRAINT tickets_closingrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_handover
    ADD CONSTRAINT tickets_handover_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_merge
    ADD CONSTRAINT tickets_merge_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_notification
    ADD CONSTRAINT tickets_notification_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_prioritycell
    ADD CONSTRAINT tickets_prioritycell_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_progressmessage
    ADD CONSTRAINT tickets_progressmessage_moment_key UNIQUE (moment);
ALTER TABLE ONLY public.tickets_progressmessage
    ADD CONSTRAINT tickets_progressmessage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_sidethread
    ADD CONSTRAINT tickets_sidethread_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_sidethread
    ADD CONSTRAINT tickets_sidethread_thread_id_key UNIQUE (thread_id);
ALTER TABLE ONLY public.tickets_statereason
    ADD CONSTRAINT tickets_statereason_key_key UNIQUE (key);
ALTER TABLE ONLY public.tickets_statereason
    ADD CONSTRAINT tickets_statereason_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_survey
    ADD CONSTRAINT tickets_survey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_surveyrule
    ADD CONSTRAINT tickets_surveyrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_templateplace
    ADD CONSTRAINT tickets_templateplace_pkey PRIMARY KEY (text_id);
ALTER TABLE ONLY public.tickets_termsstamp
    ADD CONSTRAINT tickets_termsstamp_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_number_key UNIQUE (number);
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketcontact
    ADD CONSTRAINT tickets_ticketcontact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketcontact
    ADD CONSTRAINT tickets_ticketcontact_question_id_key UNIQUE (question_id);
ALTER TABLE ONLY public.tickets_ticketfile
    ADD CONSTRAINT tickets_ticketfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketnote_files
    ADD CONSTRAINT tickets_ticketnote_files_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketnote_files
    ADD CONSTRAINT tickets_ticketnote_files_ticketnote_id_file_id_f3a789df_uniq UNIQUE (ticketnote_id, file_id);
ALTER TABLE ONLY public.tickets_ticketnote
    ADD CONSTRAINT tickets_ticketnote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketrun
    ADD CONSTRAINT tickets_ticketrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketrun
    ADD CONSTRAINT tickets_ticketrun_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.tickets_ticketthread
    ADD CONSTRAINT tickets_ticketthread_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_ticketthread
    ADD CONSTRAINT tickets_ticketthread_thread_id_key UNIQUE (thread_id);
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_turn
    ADD CONSTRAINT tickets_turn_pkey PRIMARY KEY (ticket_id);
ALTER TABLE ONLY public.tickets_viewcount
    ADD CONSTRAINT tickets_viewcount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_viewdelta
    ADD CONSTRAINT tickets_viewdelta_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tickets_watcher
    ADD CONSTRAINT tickets_watcher_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.text_translation
    ADD CONSTRAINT translation_unique UNIQUE (text_id, version, language);
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT trial_once_a_contact UNIQUE (contact_id, solution_id);
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT trial_once_a_ticket UNIQUE (ticket_id, solution_id);
ALTER TABLE ONLY public.spelling_typingday
    ADD CONSTRAINT typing_day_once UNIQUE (user_id, "on");
ALTER TABLE ONLY public.accounts_userskill
    ADD CONSTRAINT user_skill_unique UNIQUE (user_id, skill_id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
ALTER TABLE ONLY public.tickets_viewcount
    ADD CONSTRAINT view_count_once UNIQUE (view_id, generation, participant_id, whose, level, team_id);
ALTER TABLE ONLY public.tickets_watcher
    ADD CONSTRAINT watcher_once UNIQUE (ticket_id, user_id);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_apitoken_secret_hash_63c2abbe_like ON public.accounts_apitoken USING btree (secret_hash varchar_pattern_ops);
CREATE INDEX accounts_apitoken_user_id_bbee13e0 ON public.accounts_apitoken USING btree (user_id);
CREATE INDEX accounts_membership_team_id_c9c6c909 ON public.accounts_membership USING btree (team_id);
CREATE INDEX accounts_membership_user_id_487fb39e ON public.accounts_membership USING btree (user_id);
CREATE INDEX accounts_role_key_82a0f15e_like ON public.accounts_role USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_singleuselink_secret_hash_7aa74617_like ON public.accounts_singleuselink USING btree (secret_hash varchar_pattern_ops);
CREATE INDEX accounts_singleuselink_user_id_155186bf ON public.accounts_singleuselink USING btree (user_id);
CREATE INDEX accounts_skill_key_8d3a641d_like ON public.accounts_skill USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_team_key_0726a78b_like ON public.accounts_team USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_user_roles_role_id_3be0e909 ON public.accounts_user_roles USING btree (role_id);
CREATE INDEX accounts_user_roles_user_id_5c537963 ON public.accounts_user_roles USING btree (user_id);
CREATE INDEX accounts_user_username_6088629e_like ON public.accounts_user USING btree (username varchar_pattern_ops);
CREATE INDEX accounts_userskill_skill_id_fcd2ed0d ON public.accounts_userskill USING btree (skill_id);
CREATE INDEX accounts_userskill_user_id_bd5ff23c ON public.accounts_userskill USING btree (user_id);
CREATE INDEX address_by_postcode ON public.customers_postaladdress USING btree (postcode, house_number);
CREATE UNIQUE INDEX agreement_one_default ON public.sla_agreement USING btree (kind) WHERE is_default;
CREATE INDEX announcement_came_out ON public.ivr_announcement USING btree (at DESC) WHERE (waited_s IS NOT NULL);
CREATE INDEX answer_by_age ON public.once_answer USING btree (at);
CREATE INDEX answers_counted_category_id_61097b92 ON public.answers_counted USING btree (category_id);
CREATE INDEX answers_counted_purpose_id_887bcce0 ON public.answers_counted USING btree (purpose_id);
CREATE INDEX answers_tally_category_id_4e502514 ON public.answers_tally USING btree (category_id);
CREATE INDEX answers_tally_purpose_id_e3f601ad ON public.answers_tally USING btree (purpose_id);
CREATE INDEX article_newest ON public.knowledge_article USING btree (changed_at DESC, id DESC);
CREATE INDEX article_to_review ON public.knowledge_article USING btree (owner_id, review_on) WHERE (retired_at IS NULL);
CREATE INDEX audit_auditline_actor_id_8a157629 ON public.audit_auditline USING btree (actor_id);
CREATE INDEX audit_by_actor ON public.audit_auditline USING btree (actor_id, id DESC);
CREATE INDEX audit_by_subject ON public.audit_auditline USING btree (subject_kind, subject_id, id DESC);
CREATE INDEX audit_by_verb ON public.audit_auditline USING btree (verb, id DESC);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX automatic_by_address ON public.email_automaticmail USING btree (address, at DESC);
CREATE INDEX automatic_by_ticket ON public.email_automaticmail USING btree (ticket_number, at DESC);
CREATE INDEX automations_rule_author_id_106f3aa4 ON public.automations_rule USING btree (author_id);
CREATE INDEX automations_rule_calendar_id_108db991 ON public.automations_rule USING btree (calendar_id);
CREATE INDEX automations_rule_name_6f67cf4b_like ON public.automations_rule USING btree (name varchar_pattern_ops);
CREATE INDEX automations_ruleversion_by_id_c212d1af ON public.automations_ruleversion USING btree (by_id);
CREATE INDEX automations_ruleversion_rule_id_d2659ee0 ON public.automations_ruleversion USING btree (rule_id);
CREATE INDEX browser_by_end ON public.telephony_browser USING btree (ended_at);
CREATE UNIQUE INDEX browser_one_open ON public.telephony_browser USING btree (phone_id) WHERE (ended_at IS NULL);
CREATE INDEX bulk_job_of ON public.tickets_bulkjob USING btree (by_id, id DESC);
CREATE INDEX bulletin_newest ON public.knowledge_bulletin USING btree (published_at DESC, id DESC);
CREATE UNIQUE INDEX calendar_one_default ON public.calendars_calendar USING btree (is_default) WHERE is_default;
CREATE INDEX calendars_calendar_key_8a894116_like ON public.calendars_calendar USING btree (key varchar_pattern_ops);
CREATE INDEX calendars_calendarversion_calendar_id_72dec560 ON public.calendars_calendarversion USING btree (calendar_id);
CREATE INDEX calendars_ownday_calendar_id_ce272e8a ON public.calendars_ownday USING btree (calendar_id);
CREATE INDEX calendars_season_calendar_id_a8cf8f4f ON public.calendars_season USING btree (calendar_id);
CREATE INDEX call_back_by_owner ON public.telephony_callback USING btree (owner_id, asked_at) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX call_back_one_open ON public.telephony_callback USING btree (number_id, party) WHERE (ended_at IS NULL);
CREATE INDEX call_by_number ON public.telephony_call USING btree (number_id, began_at DESC);
CREATE INDEX call_newest ON public.telephony_call USING btree (began_at DESC, id DESC);
CREATE INDEX call_running ON public.telephony_call USING btree (id) WHERE (NOT ((state)::text = 'ended'::text));
CREATE INDEX catalogue_contract_calendar_id_3d3f9767 ON public.catalogue_contract USING btree (calendar_id);
CREATE INDEX catalogue_contract_holder_id_01df9084 ON public.catalogue_contract USING btree (holder_id);
CREATE INDEX catalogue_contract_services_contract_id_882ad5db ON public.catalogue_contract_services USING btree (contract_id);
CREATE INDEX catalogue_contract_services_service_id_511f1769 ON public.catalogue_contract_services USING btree (service_id);
CREATE INDEX catalogue_contract_type_id_2838670d ON public.catalogue_contract USING btree (type_id);
CREATE INDEX catalogue_contractfile_by_id_1c7cd055 ON public.catalogue_contractfile USING btree (by_id);
CREATE INDEX catalogue_contractfile_contract_id_88ed714b ON public.catalogue_contractfile USING btree (contract_id);
CREATE INDEX catalogue_contractfile_file_id_80eb04fe ON public.catalogue_contractfile USING btree (file_id);
CREATE INDEX catalogue_contracttype_key_cab57b46_like ON public.catalogue_contracttype USING btree (key varchar_pattern_ops);
CREATE INDEX catalogue_entitlement_contract_id_6869478e ON public.catalogue_entitlement USING btree (contract_id);
CREATE INDEX catalogue_entitlement_kind_id_d3dd1d53 ON public.catalogue_entitlement USING btree (kind_id);
CREATE INDEX catalogue_entitlementkind_key_9bcf58b7_like ON public.catalogue_entitlementkind USING btree (key varchar_pattern_ops);
CREATE INDEX catalogue_service_key_121f45db_like ON public.catalogue_service USING btree (key varchar_pattern_ops);
CREATE INDEX catalogue_use_by_id_7bd21a2b ON public.catalogue_use USING btree (by_id);
CREATE INDEX catalogue_use_customer_id_6222c277 ON public.catalogue_use USING btree (customer_id);
CREATE INDEX catalogue_use_entitlement_id_02ec8352 ON public.catalogue_use USING btree (entitlement_id);
CREATE INDEX catalogue_use_undone_by_id_c1be3c31 ON public.catalogue_use USING btree (undone_by_id);
CREATE INDEX change_by_ticket ON public.tickets_change USING btree (ticket_id, id DESC);
CREATE INDEX clock_by_subject ON public.sla_clock USING btree (subject_kind, subject_id);
CREATE INDEX clock_runs_by ON public.sla_clock USING btree (calendar_id, id) WHERE (stopped_at IS NULL);
CREATE UNIQUE INDEX clock_runs_once ON public.sla_clock USING btree (subject_kind, subject_id, agreement_id, metric) WHERE (stopped_at IS NULL);
CREATE INDEX clock_runs_under ON public.sla_clock USING btree (agreement_id, id) WHERE (stopped_at IS NULL);
CREATE INDEX clock_tells_next ON public.sla_clock USING btree (next_at) WHERE (next_at IS NOT NULL);
CREATE INDEX contact_by_customer ON public.contacts_contact USING btree (customer_id, started_at DESC, id DESC);
CREATE INDEX contact_newest ON public.contacts_contact USING btree (started_at DESC, id DESC);
CREATE INDEX contact_open_by_operator ON public.contacts_contact USING btree (operator_id, started_at DESC) WHERE (finished_at IS NULL);
CREATE INDEX contacts_contact_brand_id_b9dcce0f ON public.contacts_contact USING btree (brand_id);
CREATE INDEX contacts_contact_customer_id_bc06dcda ON public.contacts_contact USING btree (customer_id);
CREATE INDEX contacts_contact_finished_by_id_92d1ee21 ON public.contacts_contact USING btree (finished_by_id);
CREATE INDEX contacts_contact_operator_id_6b3451d8 ON public.contacts_contact USING btree (operator_id);
CREATE INDEX contacts_contact_result_id_d9078d36 ON public.contacts_contact USING btree (result_id);
CREATE INDEX contacts_contact_team_id_9064ef69 ON public.contacts_contact USING btree (team_id);
CREATE INDEX contacts_message_author_id_5fb7f34c ON public.contacts_message USING btree (author_id);
CREATE INDEX contacts_message_contact_id_911abfb2 ON public.contacts_message USING btree (contact_id);
CREATE INDEX contacts_message_files_file_id_b242bb51 ON public.contacts_message_files USING btree (file_id);
CREATE INDEX contacts_message_files_message_id_461345a9 ON public.contacts_message_files USING btree (message_id);
CREATE INDEX contacts_question_category_id_32ab339d ON public.contacts_question USING btree (category_id);
CREATE INDEX contacts_question_contact_id_76770195 ON public.contacts_question USING btree (contact_id);
CREATE INDEX contacts_question_purpose_id_80a8b09b ON public.contacts_question USING btree (purpose_id);
CREATE INDEX contacts_question_result_id_01b789a2 ON public.contacts_question USING btree (result_id);
CREATE INDEX contract_by_first_day ON public.catalogue_contract USING btree (first_on);
CREATE INDEX contract_by_last_day ON public.catalogue_contract USING btree (last_on) WHERE (last_on IS NOT NULL);
CREATE INDEX customer_by_change ON public.customers_customer USING btree (changed_at DESC, id DESC) WHERE (merged_into_id IS NULL);
CREATE INDEX customer_by_manager ON public.customers_customer USING btree (account_manager_id, sort_key, id) WHERE (merged_into_id IS NULL);
CREATE INDEX customer_by_name ON public.customers_customer USING btree (sort_key, id) WHERE (merged_into_id IS NULL);
CREATE INDEX customer_by_type ON public.customers_customer USING btree (customer_type_id, sort_key, id) WHERE (merged_into_id IS NULL);
CREATE INDEX customer_by_vat ON public.customers_customer USING btree (vat_number) WHERE (NOT ((vat_number)::text = ''::text));
CREATE INDEX customer_incomplete ON public.customers_customer USING btree (sort_key, id) WHERE (is_incomplete AND (merged_into_id IS NULL));
CREATE UNIQUE INDEX customer_merge_stands_once ON public.customers_customermerge USING btree (merged_id) WHERE (undone_at IS NULL);
CREATE INDEX customer_name_pieces ON public.customers_customer USING gin (sort_key public.gin_trgm_ops);
CREATE INDEX customers_consent_by_id_517fc68e ON public.customers_consent USING btree (by_id);
CREATE INDEX customers_consent_customer_id_e5c9af2d ON public.customers_consent USING btree (customer_id);
CREATE INDEX customers_customer_account_manager_id_e124452c ON public.customers_customer USING btree (account_manager_id);
CREATE INDEX customers_customer_customer_type_id_c3c8a53c ON public.customers_customer USING btree (customer_type_id);
CREATE INDEX customers_customer_merged_into_id_2994ddb6 ON public.customers_customer USING btree (merged_into_id);
CREATE INDEX customers_customer_team_id_677425ba ON public.customers_customer USING btree (team_id);
CREATE INDEX customers_customermerge_by_id_16a8e38a ON public.customers_customermerge USING btree (by_id);
CREATE INDEX customers_customermerge_kept_id_f0be05d8 ON public.customers_customermerge USING btree (kept_id);
CREATE INDEX customers_customermerge_merged_id_c36f34e4 ON public.customers_customermerge USING btree (merged_id);
CREATE INDEX customers_customernote_by_id_036dd913 ON public.customers_customernote USING btree (by_id);
CREATE INDEX customers_customernote_customer_id_01ecc538 ON public.customers_customernote USING btree (customer_id);
CREATE INDEX customers_holding_customer_id_573bcfc4 ON public.customers_holding USING btree (customer_id);
CREATE INDEX customers_levelchange_by_id_24e0ca51 ON public.customers_levelchange USING btree (by_id);
CREATE INDEX customers_levelchange_customer_id_1affc82d ON public.customers_levelchange USING btree (customer_id);
CREATE INDEX customers_levelchange_team_id_6e0ff716 ON public.customers_levelchange USING btree (team_id);
CREATE INDEX customers_mailaddress_address_80194631 ON public.customers_mailaddress USING btree (address);
CREATE INDEX customers_mailaddress_address_80194631_like ON public.customers_mailaddress USING btree (address varchar_pattern_ops);
CREATE INDEX customers_mailaddress_customer_id_a1a9eebb ON public.customers_mailaddress USING btree (customer_id);
CREATE INDEX customers_phone_customer_id_4c8d7a9d ON public.customers_phone USING btree (customer_id);
CREATE INDEX customers_phone_number_ca3a55f5 ON public.customers_phone USING btree (number);
CREATE INDEX customers_phone_number_ca3a55f5_like ON public.customers_phone USING btree (number varchar_pattern_ops);
CREATE INDEX customers_postaladdress_customer_id_04c1e13c ON public.customers_postaladdress USING btree (customer_id);
CREATE INDEX customers_relation_organisation_id_909107c2 ON public.customers_relation USING btree (organisation_id);
CREATE INDEX customers_relation_person_id_dc1665e7 ON public.customers_relation USING btree (person_id);
CREATE INDEX customers_reveal_by_id_b4695cb9 ON public.customers_reveal USING btree (by_id);
CREATE INDEX customers_reveal_customer_id_e1e77220 ON public.customers_reveal USING btree (customer_id);
CREATE INDEX decision_by_operator ON public.routing_decision USING btree (operator_id, id DESC);
CREATE INDEX decision_by_subject ON public.routing_decision USING btree (subject_kind, subject_id, id DESC);
CREATE INDEX demo_mail_by_recipient ON public.email_demomail USING btree (recipient, id DESC);
CREATE INDEX deviation_by_team ON public.procedures_deviation USING btree (team_id, at DESC, id DESC);
CREATE INDEX deviation_newest ON public.procedures_deviation USING btree (at DESC, id DESC);
CREATE INDEX directory_entry_calendar_id_51fded4d ON public.directory_entry USING btree (calendar_id);
CREATE INDEX directory_entry_categories_category_id_4ed6a7d5 ON public.directory_entry_categories USING btree (category_id);
CREATE INDEX directory_entry_categories_entry_id_73765aa9 ON public.directory_entry_categories USING btree (entry_id);
CREATE INDEX directory_entry_instead_id_e56ee35c ON public.directory_entry USING btree (instead_id);
CREATE INDEX directory_entry_purposes_entry_id_24d5a2ce ON public.directory_entry_purposes USING btree (entry_id);
CREATE INDEX directory_entry_purposes_purpose_id_a9053007 ON public.directory_entry_purposes USING btree (purpose_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX document_keys ON public.search_document USING gin (keys public.gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX document_vector ON public.search_document USING gin (vector) WITH (fastupdate=off);
CREATE INDEX document_vector_customer ON public.search_document USING gin (vector) WITH (fastupdate=off) WHERE ((kind)::text = 'customer'::text);
CREATE INDEX drafts_draft_owner_id_50b1d9f4 ON public.drafts_draft USING btree (owner_id);
CREATE INDEX email_blockedsender_by_id_22d609fe ON public.email_blockedsender USING btree (by_id);
CREATE INDEX email_blockedsender_pattern_13b6df3f_like ON public.email_blockedsender USING btree (pattern varchar_pattern_ops);
CREATE INDEX email_demomail_file_id_ceb77b48 ON public.email_demomail USING btree (file_id);
CREATE INDEX email_email_internet_message_id_3e4e782f ON public.email_email USING btree (internet_message_id);
CREATE INDEX email_email_internet_message_id_3e4e782f_like ON public.email_email USING btree (internet_message_id varchar_pattern_ops);
CREATE INDEX email_email_marked_by_id_56285476 ON public.email_email USING btree (marked_by_id);
CREATE INDEX email_email_thread_id_867e76d5 ON public.email_email USING btree (thread_id);
CREATE INDEX email_inlinepart_email_id_4105d9b8 ON public.email_inlinepart USING btree (email_id);
CREATE INDEX email_inlinepart_file_id_ca529705 ON public.email_inlinepart USING btree (file_id);
CREATE INDEX email_mailbox_address_f7b04c15_like ON public.email_mailbox USING btree (address varchar_pattern_ops);
CREATE INDEX email_mailbox_brand_id_06667795 ON public.email_mailbox USING btree (brand_id);
CREATE INDEX email_mailbox_category_id_f12ff19d ON public.email_mailbox USING btree (category_id);
CREATE INDEX email_mailbox_team_id_b04472bd ON public.email_mailbox USING btree (team_id);
CREATE INDEX email_outgoing_dedupe_key_6b1aff48_like ON public.email_outgoing USING btree (dedupe_key varchar_pattern_ops);
CREATE INDEX email_outgoing_file_id_12e92b1c ON public.email_outgoing USING btree (file_id);
CREATE INDEX email_outgoing_internet_message_id_d82e4cf7_like ON public.email_outgoing USING btree (internet_message_id varchar_pattern_ops);
CREATE INDEX email_outgoing_mailbox_id_01490484 ON public.email_outgoing USING btree (mailbox_id);
CREATE INDEX email_rawmail_file_id_dbd0d75c ON public.email_rawmail USING btree (file_id);
CREATE INDEX email_rawmail_handled_by_id_b93b0f94 ON public.email_rawmail USING btree (handled_by_id);
CREATE INDEX email_rawmail_mailbox_id_e7f04284 ON public.email_rawmail USING btree (mailbox_id);
CREATE INDEX email_rawmail_same_as_id_fcbc5078 ON public.email_rawmail USING btree (same_as_id);
CREATE INDEX email_thread_mailbox_id_5a5d0665 ON public.email_thread USING btree (mailbox_id);
CREATE INDEX email_threadparticipant_thread_id_e7d37c1f ON public.email_threadparticipant USING btree (thread_id);
CREATE INDEX entry_by_name ON public.directory_entry USING btree (sorts_as, id);
CREATE INDEX feedback_by_article ON public.knowledge_feedback USING btree (article_id, at DESC, id DESC);
CREATE INDEX feedback_open ON public.knowledge_feedback USING btree (article_id) WHERE ((settled_at IS NULL) AND (NOT ((remark)::text = ''::text)));
CREATE INDEX file_by_draft ON public.files_file USING btree (owner_id, draft_key) WHERE (NOT ((draft_key)::text = ''::text));
CREATE INDEX file_by_sha256 ON public.files_file USING btree (sha256);
CREATE INDEX files_file_owner_id_bf9a4c9c ON public.files_file USING btree (owner_id);
CREATE INDEX handout_by_article ON public.handouts_handout USING btree (article_id, at DESC, id DESC);
CREATE INDEX handout_by_contact ON public.handouts_handout USING btree (contact_id, at DESC, id DESC);
CREATE INDEX handouts_handout_article_id_ec620f52 ON public.handouts_handout USING btree (article_id);
CREATE INDEX handouts_handout_by_id_1261b135 ON public.handouts_handout USING btree (by_id);
CREATE INDEX handouts_handout_contact_id_981b4d07 ON public.handouts_handout USING btree (contact_id);
CREATE INDEX handouts_handout_message_id_c9326e15 ON public.handouts_handout USING btree (message_id);
CREATE INDEX handouts_handout_secret_hash_5d7e65ef_like ON public.handouts_handout USING btree (secret_hash varchar_pattern_ops);
CREATE UNIQUE INDEX hold_one_a_run ON public.procedures_hold USING btree (run_id) WHERE (until IS NULL);
CREATE INDEX identity_check_by_customer ON public.identity_check USING btree (customer_id, at DESC);
CREATE INDEX identity_check_contact_id_38df1473 ON public.identity_check USING btree (contact_id);
CREATE INDEX identity_demand_purpose_id_ed65297c ON public.identity_demand USING btree (purpose_id);
CREATE INDEX identity_reopening_contact_id_b7a8ad51 ON public.identity_reopening USING btree (contact_id);
CREATE INDEX identity_reopening_customer_id_30b611f8 ON public.identity_reopening USING btree (customer_id);
CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));
CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);
CREATE INDEX ivr_announcement_call_id_ee75c838 ON public.ivr_announcement USING btree (call_id);
CREATE INDEX ivr_answering_menu_id_00d8377d ON public.ivr_answering USING btree (menu_id);
CREATE INDEX ivr_journey_version_id_d746a780 ON public.ivr_journey USING btree (version_id);
CREATE INDEX ivr_menu_key_06b8f140_like ON public.ivr_menu USING btree (key varchar_pattern_ops);
CREATE INDEX judgement_by_user ON public.telephony_judgement USING btree (user_id, at DESC);
CREATE INDEX knowledge_article_categories_article_id_df838807 ON public.knowledge_article_categories USING btree (article_id);
CREATE INDEX knowledge_article_categories_category_id_2116d1bb ON public.knowledge_article_categories USING btree (category_id);
CREATE INDEX knowledge_article_contract_types_article_id_91f3592e ON public.knowledge_article_contract_types USING btree (article_id);
CREATE INDEX knowledge_article_contract_types_contracttype_id_7fd7dc59 ON public.knowledge_article_contract_types USING btree (contracttype_id);
CREATE INDEX knowledge_article_expert_id_e9935bc0 ON public.knowledge_article USING btree (expert_id);
CREATE INDEX knowledge_article_owner_id_b40ac797 ON public.knowledge_article USING btree (owner_id);
CREATE INDEX knowledge_article_plain_id_782c445d ON public.knowledge_article USING btree (plain_id);
CREATE INDEX knowledge_article_services_article_id_9cc8b300 ON public.knowledge_article_services USING btree (article_id);
CREATE INDEX knowledge_article_services_service_id_9a65b05e ON public.knowledge_article_services USING btree (service_id);
CREATE INDEX knowledge_bulletin_article_id_08067cf5 ON public.knowledge_bulletin USING btree (article_id);
CREATE INDEX knowledge_bulletin_published_by_id_739c65e4 ON public.knowledge_bulletin USING btree (published_by_id);
CREATE INDEX knowledge_bulletin_teams_bulletin_id_19943218 ON public.knowledge_bulletin_teams USING btree (bulletin_id);
CREATE INDEX knowledge_bulletin_teams_team_id_14b2e0eb ON public.knowledge_bulletin_teams USING btree (team_id);
CREATE INDEX knowledge_bulletin_text_id_e53278b4 ON public.knowledge_bulletin USING btree (text_id);
CREATE INDEX knowledge_bulletin_withdrawn_by_id_f7793e44 ON public.knowledge_bulletin USING btree (withdrawn_by_id);
CREATE INDEX knowledge_edition_article_id_fe6093d9 ON public.knowledge_edition USING btree (article_id);
CREATE INDEX knowledge_feedback_article_id_af26d6d8 ON public.knowledge_feedback USING btree (article_id);
CREATE INDEX knowledge_feedback_by_id_5cb9708d ON public.knowledge_feedback USING btree (by_id);
CREATE INDEX knowledge_feedback_settled_by_id_6ac3039d ON public.knowledge_feedback USING btree (settled_by_id);
CREATE INDEX knowledge_picture_article_id_091163a4 ON public.knowledge_picture USING btree (article_id);
CREATE INDEX knowledge_read_bulletin_id_b0839bc3 ON public.knowledge_read USING btree (bulletin_id);
CREATE INDEX knowledge_read_reader_id_f4c2e765 ON public.knowledge_read USING btree (reader_id);
CREATE INDEX lease_by_holder ON public.routing_lease USING btree (holder_id) WHERE (ended_at IS NULL);
CREATE INDEX lease_cooling ON public.routing_lease USING btree (holder_id, subject_kind, again_at) WHERE (again_at IS NOT NULL);
CREATE INDEX lease_expires ON public.routing_lease USING btree (expires_at) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX lease_one_holder ON public.routing_lease USING btree (subject_kind, subject_id) WHERE (ended_at IS NULL);
CREATE INDEX leg_by_user ON public.telephony_leg USING btree (user_id, began_at DESC) WHERE (user_id IS NOT NULL);
CREATE INDEX leg_open_by_call ON public.telephony_leg USING btree (call_id) WHERE (ended_at IS NULL);
CREATE INDEX lesson_of ON public.search_lesson USING btree (kind, object_id);
CREATE INDEX log_unread ON public.routing_logentry USING btree (id) WHERE (number IS NULL);
CREATE UNIQUE INDEX merge_stands_once ON public.tickets_merge USING btree (merged_id) WHERE (undone_at IS NULL);
CREATE INDEX message_by_contact ON public.contacts_message USING btree (contact_id, at, id);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE INDEX notification_unread ON public.tickets_notification USING btree (user_id, id DESC) WHERE (read_at IS NULL);
CREATE INDEX offer_by_operator ON public.routing_offer USING btree (operator_id) WHERE (ended_at IS NULL);
CREATE INDEX offer_expires ON public.routing_offer USING btree (expires_at) WHERE ((state)::text = 'offered'::text);
CREATE UNIQUE INDEX offer_one_owner ON public.routing_offer USING btree (waiting_id) WHERE ((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['offered'::character varying, 'accepted'::character varying])::text[])));
CREATE UNIQUE INDEX offer_one_rings ON public.routing_offer USING btree (operator_id) WHERE ((state)::text = 'offered'::text);
CREATE INDEX offer_record ON public.routing_offer USING btree (operator_id, id DESC);
CREATE INDEX offer_wraps_up ON public.routing_offer USING btree (wrap_up_until) WHERE ((wrap_up_until IS NOT NULL) AND (wrapped_up_at IS NULL));
CREATE INDEX operator_state_by_user ON public.routing_operatorstate USING btree (user_id, since DESC);
CREATE INDEX operator_state_now ON public.routing_operatorstate USING btree (state) WHERE (until IS NULL);
CREATE UNIQUE INDEX operator_state_one_open ON public.routing_operatorstate USING btree (user_id) WHERE (until IS NULL);
CREATE INDEX outgoing_due ON public.email_outgoing USING btree (next_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'held'::character varying])::text[]));
CREATE INDEX outgoing_failed ON public.email_outgoing USING btree (id DESC) WHERE ((state)::text = 'failed'::text);
CREATE INDEX outgoing_held ON public.email_outgoing USING btree (id DESC) WHERE ((state)::text = 'held'::text);
CREATE INDEX permissions_knownverb_name_64a4ecf1_like ON public.permissions_knownverb USING btree (name varchar_pattern_ops);
CREATE UNIQUE INDEX phone_one_browser ON public.telephony_phone USING btree (user_id) WHERE ((kind)::text = 'browser'::text);
CREATE INDEX presence_presence_user_id_ef5157ae ON public.presence_presence USING btree (user_id);
CREATE INDEX problem_newest ON public.problems_problem USING btree (changed_at DESC, id DESC);
CREATE INDEX problems_problem_categories_category_id_c77bc714 ON public.problems_problem_categories USING btree (category_id);
CREATE INDEX problems_problem_categories_problem_id_ac1e548b ON public.problems_problem_categories USING btree (problem_id);
CREATE INDEX problems_problemticket_by_id_cf1ce431 ON public.problems_problemticket USING btree (by_id);
CREATE INDEX problems_problemticket_problem_id_af6306fc ON public.problems_problemticket USING btree (problem_id);
CREATE INDEX problems_problemticket_ticket_id_80a8c0e1 ON public.problems_problemticket USING btree (ticket_id);
CREATE INDEX problems_solution_article_id_437c833b ON public.problems_solution USING btree (article_id);
CREATE INDEX problems_solution_problem_id_2d4e6e8e ON public.problems_solution USING btree (problem_id);
CREATE INDEX problems_trial_by_id_4a8d0dea ON public.problems_trial USING btree (by_id);
CREATE INDEX problems_trial_contact_id_a12683d3 ON public.problems_trial USING btree (contact_id);
CREATE INDEX problems_trial_solution_id_34382f76 ON public.problems_trial USING btree (solution_id);
CREATE INDEX problems_trial_ticket_id_83772332 ON public.problems_trial USING btree (ticket_id);
CREATE UNIQUE INDEX procedure_one_draft ON public.procedures_version USING btree (procedure_id) WHERE ((state)::text = 'draft'::text);
CREATE UNIQUE INDEX procedure_one_published ON public.procedures_version USING btree (procedure_id) WHERE ((state)::text = 'published'::text);
CREATE INDEX procedures_deviation_run_step_id_eb1b9f04 ON public.procedures_deviation USING btree (run_step_id);
CREATE INDEX procedures_deviation_team_id_cc422a3e ON public.procedures_deviation USING btree (team_id);
CREATE INDEX procedures_hold_run_id_34ce530a ON public.procedures_hold USING btree (run_id);
CREATE INDEX procedures_procedure_key_bdeac3fa_like ON public.procedures_procedure USING btree (key varchar_pattern_ops);
CREATE INDEX procedures_run_version_id_23cbba22 ON public.procedures_run USING btree (version_id);
CREATE INDEX procedures_runstep_by_id_d0625f06 ON public.procedures_runstep USING btree (by_id);
CREATE INDEX procedures_runstep_file_id_71d92f36 ON public.procedures_runstep USING btree (file_id);
CREATE INDEX procedures_runstep_run_id_cae05d06 ON public.procedures_runstep USING btree (run_id);
CREATE INDEX procedures_runstep_step_id_3bef078b ON public.procedures_runstep USING btree (step_id);
CREATE INDEX procedures_step_role_id_bec3730d ON public.procedures_step USING btree (role_id);
CREATE INDEX procedures_step_team_id_187db3b5 ON public.procedures_step USING btree (team_id);
CREATE INDEX procedures_step_text_id_740d4e50 ON public.procedures_step USING btree (text_id);
CREATE INDEX procedures_step_version_id_6db5bd65 ON public.procedures_step USING btree (version_id);
CREATE INDEX procedures_version_calendar_id_0ee2c558 ON public.procedures_version USING btree (calendar_id);
CREATE INDEX procedures_version_category_id_57ee1006 ON public.procedures_version USING btree (category_id);
CREATE INDEX procedures_version_procedure_id_5c0c268c ON public.procedures_version USING btree (procedure_id);
CREATE INDEX procedures_version_published_by_id_2bf3b26c ON public.procedures_version USING btree (published_by_id);
CREATE INDEX procedures_version_purpose_id_777272ad ON public.procedures_version USING btree (purpose_id);
CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);
CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));
CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);
CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);
CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);
CREATE INDEX promise_by_contact ON public.promises_promise USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX promise_by_customer ON public.promises_promise USING btree (customer_id, due_at DESC);
CREATE INDEX promise_by_subject ON public.promises_promise USING btree (subject_kind, subject_id) WHERE (subject_id IS NOT NULL);
CREATE INDEX promise_came_unseen ON public.promises_promise USING btree (owner_id, came_at DESC) WHERE (((state)::text = 'open'::text) AND (came_at IS NOT NULL));
CREATE INDEX promise_ended_by_owner ON public.promises_promise USING btree (owner_id, closed_at) WHERE (NOT ((state)::text = 'open'::text));
CREATE INDEX promise_late_next ON public.promises_promise USING btree (due_at) WHERE (((state)::text = 'open'::text) AND (late_told_at IS NULL));
CREATE INDEX promise_open_by_owner ON public.promises_promise USING btree (owner_id, work_order, id) WHERE ((state)::text = 'open'::text);
CREATE INDEX promise_open_by_team ON public.promises_promise USING btree (team_id, work_order, id) WHERE ((state)::text = 'open'::text);
CREATE INDEX promise_remind_next ON public.promises_promise USING btree (remind_at) WHERE (((state)::text = 'open'::text) AND (remind_at IS NOT NULL) AND (reminded_at IS NULL));
CREATE INDEX promises_move_promise_id_bf6caecf ON public.promises_move USING btree (promise_id);
CREATE INDEX promises_promise_team_id_0820c111 ON public.promises_promise USING btree (team_id);
CREATE INDEX raw_mail_awaited ON public.email_rawmail USING btree (message_id) WHERE ((state)::text = 'new'::text);
CREATE INDEX raw_mail_new ON public.email_rawmail USING btree (id) WHERE ((state)::text = 'new'::text);
CREATE INDEX raw_mail_quarantined ON public.email_rawmail USING btree (id DESC) WHERE ((state)::text = 'quarantined'::text);
CREATE INDEX recording_due ON public.recordings_recording USING btree (keep_until) WHERE (NOT ((state)::text = 'erased'::text));
CREATE UNIQUE INDEX recording_one_runs ON public.recordings_recording USING btree (call_id) WHERE ((state)::text = 'running'::text);
CREATE UNIQUE INDEX recording_pause_one_open ON public.recordings_pause USING btree (recording_id) WHERE (ended_at IS NULL);
CREATE INDEX recording_pause_open ON public.recordings_pause USING btree (began_at) WHERE (ended_at IS NULL);
CREATE INDEX recordings_listening_by_id_93d0df55 ON public.recordings_listening USING btree (by_id);
CREATE INDEX recordings_listening_recording_id_b6a47f30 ON public.recordings_listening USING btree (recording_id);
CREATE INDEX recordings_pause_recording_id_b3ff8a05 ON public.recordings_pause USING btree (recording_id);
CREATE INDEX recordings_recording_call_id_68644424 ON public.recordings_recording USING btree (call_id);
CREATE INDEX recordings_recording_contact_id_6d3cb669 ON public.recordings_recording USING btree (contact_id);
CREATE INDEX recordings_recording_name_979c0cd0_like ON public.recordings_recording USING btree (name varchar_pattern_ops);
CREATE INDEX recordings_recordingrule_purpose_id_a60e019a ON public.recordings_recordingrule USING btree (purpose_id);
CREATE INDEX recordings_recordingrule_queue_id_f6002b3c ON public.recordings_recordingrule USING btree (queue_id);
CREATE INDEX referral_by_contact ON public.referrals_referral USING btree (contact_id, at DESC, id DESC);
CREATE INDEX referral_by_entry ON public.referrals_referral USING btree (entry_id, at DESC, id DESC);
CREATE INDEX referrals_referral_by_id_3fbea266 ON public.referrals_referral USING btree (by_id);
CREATE INDEX referrals_referral_contact_id_f4267099 ON public.referrals_referral USING btree (contact_id);
CREATE INDEX referrals_referral_dedupe_key_e833e229_like ON public.referrals_referral USING btree (dedupe_key varchar_pattern_ops);
CREATE INDEX referrals_referral_entry_id_fa1a3a6d ON public.referrals_referral USING btree (entry_id);
CREATE INDEX referrals_referral_message_id_5d48f467 ON public.referrals_referral USING btree (message_id);
CREATE INDEX referrals_referral_promise_id_ca9f2518 ON public.referrals_referral USING btree (promise_id);
CREATE INDEX routing_channellimit_channel_6efd13be_like ON public.routing_channellimit USING btree (channel varchar_pattern_ops);
CREATE INDEX routing_decision_operator_id_18b6ca01 ON public.routing_decision USING btree (operator_id);
CREATE INDEX routing_lease_decision_id_60a8dd4d ON public.routing_lease USING btree (decision_id);
CREATE INDEX routing_notreadyreason_key_40c17c97_like ON public.routing_notreadyreason USING btree (key varchar_pattern_ops);
CREATE INDEX routing_offer_decision_id_a471c393 ON public.routing_offer USING btree (decision_id);
CREATE INDEX routing_offer_waiting_id_8592e6ac ON public.routing_offer USING btree (waiting_id);
CREATE INDEX routing_operatorstate_by_id_78c59909 ON public.routing_operatorstate USING btree (by_id);
CREATE INDEX routing_operatorstate_reason_id_8e6e5480 ON public.routing_operatorstate USING btree (reason_id);
CREATE INDEX routing_operatorstate_user_id_75ff4ff2 ON public.routing_operatorstate USING btree (user_id);
CREATE INDEX routing_queue_calendar_id_61e37eb0 ON public.routing_queue USING btree (calendar_id);
CREATE INDEX routing_queue_key_cffbe172_like ON public.routing_queue USING btree (key varchar_pattern_ops);
CREATE INDEX routing_queue_overflow_to_id_0bfea1f5 ON public.routing_queue USING btree (overflow_to_id);
CREATE INDEX routing_queue_team_id_2aeb4858 ON public.routing_queue USING btree (team_id);
CREATE INDEX routing_queueskill_queue_id_a28d00b5 ON public.routing_queueskill USING btree (queue_id);
CREATE INDEX routing_queueskill_skill_id_0227dd15 ON public.routing_queueskill USING btree (skill_id);
CREATE INDEX routing_relaxationstep_queue_id_9f23acba ON public.routing_relaxationstep USING btree (queue_id);
CREATE INDEX routing_requirement_category_id_55ff0a23 ON public.routing_requirement USING btree (category_id);
CREATE INDEX routing_requirement_skill_id_126e4694 ON public.routing_requirement USING btree (skill_id);
CREATE INDEX routing_requirement_team_id_2df02cdd ON public.routing_requirement USING btree (team_id);
CREATE INDEX run_by_rule ON public.automations_run USING btree (rule_id, id DESC) WHERE (NOT ((outcome)::text = 'renewed'::text));
CREATE INDEX run_by_ticket ON public.automations_run USING btree (ticket_id, id DESC) WHERE (NOT ((outcome)::text = 'renewed'::text));
CREATE INDEX run_failed ON public.automations_run USING btree (id DESC) WHERE ((outcome)::text = ANY ((ARRAY['failed'::character varying, 'stopped'::character varying])::text[]));
CREATE INDEX run_step_due ON public.procedures_runstep USING btree (due_at) WHERE ((due_at IS NOT NULL) AND (late_at IS NULL) AND ((state)::text = 'open'::text));
CREATE UNIQUE INDEX saved_view_own_name ON public.tickets_savedview USING btree (user_id, lower((name)::text)) WHERE ((removed_at IS NULL) AND (team_id IS NULL));
CREATE UNIQUE INDEX saved_view_team_name ON public.tickets_savedview USING btree (team_id, lower((name)::text)) WHERE ((removed_at IS NULL) AND (user_id IS NULL));
CREATE UNIQUE INDEX script_one_draft ON public.scripts_version USING btree (script_id) WHERE ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying])::text[]));
CREATE UNIQUE INDEX script_one_published ON public.scripts_version USING btree (script_id) WHERE ((state)::text = 'published'::text);
CREATE INDEX script_run_by_version ON public.scripts_run USING btree (version_id, started_at DESC);
CREATE UNIQUE INDEX script_run_one_going ON public.scripts_run USING btree (contact_id) WHERE ((status)::text = ANY ((ARRAY['going'::character varying, 'paused'::character varying])::text[]));
CREATE INDEX scripts_opening_brand_id_b56d22d7 ON public.scripts_opening USING btree (brand_id);
CREATE INDEX scripts_opening_purpose_id_ca285fa3 ON public.scripts_opening USING btree (purpose_id);
CREATE INDEX scripts_opening_script_id_e83cf995 ON public.scripts_opening USING btree (script_id);
CREATE INDEX scripts_run_contact_id_94dda5a8 ON public.scripts_run USING btree (contact_id);
CREATE INDEX scripts_run_operator_id_46b1af3b ON public.scripts_run USING btree (operator_id);
CREATE INDEX scripts_run_result_id_e878b6c9 ON public.scripts_run USING btree (result_id);
CREATE INDEX scripts_run_version_id_d7a6bf2e ON public.scripts_run USING btree (version_id);
CREATE INDEX scripts_runevent_by_id_12f4e0fe ON public.scripts_runevent USING btree (by_id);
CREATE INDEX scripts_script_key_e0c5d56d_like ON public.scripts_script USING btree (key varchar_pattern_ops);
CREATE INDEX scripts_version_published_by_id_c53d84eb ON public.scripts_version USING btree (published_by_id);
CREATE INDEX scripts_version_script_id_8c4a07a0 ON public.scripts_version USING btree (script_id);
CREATE INDEX scripts_version_submitted_by_id_a7dda98b ON public.scripts_version USING btree (submitted_by_id);
CREATE INDEX search_word_word_3cf967fe_like ON public.search_word USING btree (word text_pattern_ops);
CREATE INDEX shorthand_shorthand_owner_id_26f225f7 ON public.shorthand_shorthand USING btree (owner_id);
CREATE INDEX shorthand_shorthand_team_id_61b17a5a ON public.shorthand_shorthand USING btree (team_id);
CREATE INDEX sla_agreement_key_93bb0988_like ON public.sla_agreement USING btree (key varchar_pattern_ops);
CREATE INDEX sla_clockevent_clock_id_6b23ba1a ON public.sla_clockevent USING btree (clock_id);
CREATE INDEX sla_contractagreement_agreement_id_029ba855 ON public.sla_contractagreement USING btree (agreement_id);
CREATE INDEX sla_contractagreement_contract_id_9ed425b7 ON public.sla_contractagreement USING btree (contract_id);
CREATE INDEX sla_contractagreement_contract_type_id_f857b68a ON public.sla_contractagreement USING btree (contract_type_id);
CREATE INDEX sla_escalated_escalation_id_25ba98e1 ON public.sla_escalated USING btree (escalation_id);
CREATE INDEX sla_escalated_step_id_28323072 ON public.sla_escalated USING btree (step_id);
CREATE INDEX sla_escalation_agreement_id_70a51ce1 ON public.sla_escalation USING btree (agreement_id);
CREATE INDEX sla_escalation_team_id_52d21437 ON public.sla_escalation USING btree (team_id);
CREATE INDEX sla_target_agreement_id_e204e8d6 ON public.sla_target USING btree (agreement_id);
CREATE INDEX sla_target_calendar_id_6088cb0f ON public.sla_target USING btree (calendar_id);
CREATE INDEX sla_target_purpose_id_87cef4a0 ON public.sla_target USING btree (purpose_id);
CREATE INDEX spelling_typingday_user_id_b1269604 ON public.spelling_typingday USING btree (user_id);
CREATE INDEX step_by_call ON public.telephony_step USING btree (call_id, id);
CREATE INDEX suggestions_taken_by_id_08cc0e9f ON public.suggestions_taken USING btree (by_id);
CREATE INDEX survey_by_address ON public.tickets_survey USING btree (address, asked_at DESC);
CREATE INDEX survey_by_customer ON public.tickets_survey USING btree (customer_id, asked_at DESC);
CREATE INDEX taxonomy_brand_key_75360a8c_like ON public.taxonomy_brand USING btree (key varchar_pattern_ops);
CREATE INDEX taxonomy_category_key_41271878_like ON public.taxonomy_category USING btree (key varchar_pattern_ops);
CREATE INDEX taxonomy_category_parent_id_e569c8a8 ON public.taxonomy_category USING btree (parent_id);
CREATE INDEX taxonomy_category_team_id_c4e0c47f ON public.taxonomy_category USING btree (team_id);
CREATE INDEX taxonomy_cause_key_6669e5f5_like ON public.taxonomy_cause USING btree (key varchar_pattern_ops);
CREATE INDEX taxonomy_customertype_key_346899bb_like ON public.taxonomy_customertype USING btree (key varchar_pattern_ops);
CREATE INDEX taxonomy_purpose_key_35af5571_like ON public.taxonomy_purpose USING btree (key varchar_pattern_ops);
CREATE INDEX taxonomy_result_key_1fdc6db9_like ON public.taxonomy_result USING btree (key varchar_pattern_ops);
CREATE INDEX telephony_leg_call_id_19f25218 ON public.telephony_leg USING btree (call_id);
CREATE INDEX telephony_leg_offer_id_2c3c722b ON public.telephony_leg USING btree (offer_id);
CREATE INDEX telephony_number_brand_id_4ff33f5b ON public.telephony_number USING btree (brand_id);
CREATE INDEX telephony_number_calendar_id_6d18c164 ON public.telephony_number USING btree (calendar_id);
CREATE INDEX telephony_number_call_back_owner_id_8b7e6bf2 ON public.telephony_number USING btree (call_back_owner_id);
CREATE INDEX telephony_number_digits_51df752c_like ON public.telephony_number USING btree (digits varchar_pattern_ops);
CREATE INDEX telephony_number_queue_id_2a7ecee2 ON public.telephony_number USING btree (queue_id);
CREATE INDEX telephony_number_team_id_e078e54a ON public.telephony_number USING btree (team_id);
CREATE INDEX telephony_outgoing_calendar_id_9e8f961e ON public.telephony_outgoing USING btree (calendar_id);
CREATE INDEX telephony_outgoing_trunk_id_8456bbb7 ON public.telephony_outgoing USING btree (trunk_id);
CREATE INDEX telephony_phone_key_5dd93367_like ON public.telephony_phone USING btree (key varchar_pattern_ops);
CREATE INDEX telephony_phone_user_id_45d9daea ON public.telephony_phone USING btree (user_id);
CREATE INDEX telephony_trunk_key_7eb8f793_like ON public.telephony_trunk USING btree (key varchar_pattern_ops);
CREATE INDEX text_text_key_c65a2c10 ON public.text_text USING btree (key);
CREATE INDEX text_text_key_c65a2c10_like ON public.text_text USING btree (key varchar_pattern_ops);
CREATE INDEX text_translation_text_id_ebe979bb ON public.text_translation USING btree (text_id);
CREATE INDEX text_translation_written_by_id_2b4acbcb ON public.text_translation USING btree (written_by_id);
CREATE INDEX ticket_by_customer ON public.tickets_ticket USING btree (customer_id, changed_at DESC, id DESC, state);
CREATE INDEX ticket_newest ON public.tickets_ticket USING btree (changed_at DESC, id DESC);
CREATE INDEX ticket_open ON public.tickets_ticket USING btree (changed_at DESC, id DESC, state, priority, language) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_open_by_age ON public.tickets_ticket USING btree (opened_at DESC, id DESC) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_open_by_number ON public.tickets_ticket USING btree (number DESC, id DESC) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_open_by_owner ON public.tickets_ticket USING btree (owner_id, changed_at DESC, id DESC) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_open_by_priority ON public.tickets_ticket USING btree (priority, id) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_open_by_team ON public.tickets_ticket USING btree (team_id, changed_at DESC, id DESC) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_open_heard ON public.tickets_ticket USING btree (heard_at, id) WHERE (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[])) AND (heard_at IS NOT NULL));
CREATE INDEX ticket_open_major ON public.tickets_ticket USING btree (id) WHERE (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[])) AND is_major);
CREATE INDEX ticket_open_shared ON public.tickets_ticket USING btree (changed_at DESC, id DESC) WHERE (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[])) AND (cardinality(also_team_ids) > 0));
CREATE INDEX ticket_open_told ON public.tickets_ticket USING btree (told_at, id) WHERE (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[])) AND (told_at IS NOT NULL));
CREATE INDEX ticket_open_unanswered ON public.tickets_ticket USING btree (answer_due_since, id) WHERE (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[])) AND (answer_due_since IS NOT NULL));
CREATE INDEX ticket_open_unassigned ON public.tickets_ticket USING btree (changed_at DESC, id DESC) WHERE (((state)::text = ANY ((ARRAY['new'::character varying, 'open'::character varying, 'customer'::character varying, 'third'::character varying])::text[])) AND (owner_id IS NULL));
CREATE INDEX ticket_shared ON public.tickets_ticket USING btree (state) WHERE (cardinality(also_team_ids) > 0);
CREATE INDEX ticket_solved ON public.tickets_ticket USING btree (solved_at, id) WHERE ((state)::text = 'solved'::text);
CREATE INDEX ticket_tags ON public.tickets_ticket USING gin (tags);
CREATE INDEX ticket_waits_unchanged ON public.tickets_ticket USING btree (COALESCE(quiet_since, changed_at), id) WHERE ((state)::text = ANY ((ARRAY['customer'::character varying, 'third'::character varying])::text[]));
CREATE INDEX ticket_wakes ON public.tickets_ticket USING btree (wake_at) WHERE (wake_at IS NOT NULL);
CREATE INDEX tickets_bulkjob_by_id_172f78f7 ON public.tickets_bulkjob USING btree (by_id);
CREATE INDEX tickets_bulkrefusal_job_id_110fb65d ON public.tickets_bulkrefusal USING btree (job_id);
CREATE INDEX tickets_change_by_id_3c3b3a1c ON public.tickets_change USING btree (by_id);
CREATE INDEX tickets_change_ticket_id_bc55aba4 ON public.tickets_change USING btree (ticket_id);
CREATE INDEX tickets_closingrule_category_id_99053f64 ON public.tickets_closingrule USING btree (category_id);
CREATE INDEX tickets_handover_by_id_b58c3d8c ON public.tickets_handover USING btree (by_id);
CREATE INDEX tickets_handover_from_user_id_c5009c84 ON public.tickets_handover USING btree (from_user_id);
CREATE INDEX tickets_handover_undone_by_id_a293d834 ON public.tickets_handover USING btree (undone_by_id);
CREATE INDEX tickets_merge_by_id_042d5d6f ON public.tickets_merge USING btree (by_id);
CREATE INDEX tickets_merge_merged_id_a3f2507f ON public.tickets_merge USING btree (merged_id);
CREATE INDEX tickets_merge_survivor_id_51cf3e28 ON public.tickets_merge USING btree (survivor_id);
CREATE INDEX tickets_notification_by_id_35836385 ON public.tickets_notification USING btree (by_id);
CREATE INDEX tickets_notification_ticket_id_277b7fd8 ON public.tickets_notification USING btree (ticket_id);
CREATE INDEX tickets_notification_user_id_008c63b1 ON public.tickets_notification USING btree (user_id);
CREATE INDEX tickets_progressmessage_moment_0c315bc3_like ON public.tickets_progressmessage USING btree (moment varchar_pattern_ops);
CREATE INDEX tickets_savedview_team_id_c64046fb ON public.tickets_savedview USING btree (team_id);
CREATE INDEX tickets_savedview_user_id_8d2d7c8b ON public.tickets_savedview USING btree (user_id);
CREATE INDEX tickets_sidethread_ticket_id_fe21c43d ON public.tickets_sidethread USING btree (ticket_id);
CREATE INDEX tickets_statereason_key_a30c27aa_like ON public.tickets_statereason USING btree (key varchar_pattern_ops);
CREATE INDEX tickets_survey_customer_id_edc57293 ON public.tickets_survey USING btree (customer_id);
CREATE INDEX tickets_survey_ticket_id_c60c496f ON public.tickets_survey USING btree (ticket_id);
CREATE INDEX tickets_surveyrule_brand_id_641cff0a ON public.tickets_surveyrule USING btree (brand_id);
CREATE INDEX tickets_ticket_brand_id_61398ff5 ON public.tickets_ticket USING btree (brand_id);
CREATE INDEX tickets_ticket_category_id_710dbfd0 ON public.tickets_ticket USING btree (category_id);
CREATE INDEX tickets_ticket_cause_id_95b83ce3 ON public.tickets_ticket USING btree (cause_id);
CREATE INDEX tickets_ticket_owner_id_40236788 ON public.tickets_ticket USING btree (owner_id);
CREATE INDEX tickets_ticket_purpose_id_632f1b23 ON public.tickets_ticket USING btree (purpose_id);
CREATE INDEX tickets_ticket_result_id_6f000510 ON public.tickets_ticket USING btree (result_id);
CREATE INDEX tickets_ticket_state_reason_id_dc39f358 ON public.tickets_ticket USING btree (state_reason_id);
CREATE INDEX tickets_ticket_team_id_5a4e7469 ON public.tickets_ticket USING btree (team_id);
CREATE INDEX tickets_ticketcontact_contact_id_dd66c30e ON public.tickets_ticketcontact USING btree (contact_id);
CREATE INDEX tickets_ticketcontact_ticket_id_55aff74f ON public.tickets_ticketcontact USING btree (ticket_id);
CREATE INDEX tickets_ticketfile_by_id_74c09c9e ON public.tickets_ticketfile USING btree (by_id);
CREATE INDEX tickets_ticketfile_file_id_d3e4a491 ON public.tickets_ticketfile USING btree (file_id);
CREATE INDEX tickets_ticketfile_ticket_id_9168ac98 ON public.tickets_ticketfile USING btree (ticket_id);
CREATE INDEX tickets_ticketlink_ticket_id_f15673e4 ON public.tickets_ticketlink USING btree (ticket_id);
CREATE INDEX tickets_ticketlink_to_id_7fdd3f95 ON public.tickets_ticketlink USING btree (to_id);
CREATE INDEX tickets_ticketnote_by_id_9929f965 ON public.tickets_ticketnote USING btree (by_id);
CREATE INDEX tickets_ticketnote_files_file_id_ce7f1c18 ON public.tickets_ticketnote_files USING btree (file_id);
CREATE INDEX tickets_ticketnote_files_ticketnote_id_d2d3764f ON public.tickets_ticketnote_files USING btree (ticketnote_id);
CREATE INDEX tickets_ticketnote_ticket_id_df88886b ON public.tickets_ticketnote USING btree (ticket_id);
CREATE INDEX tickets_ticketrun_ticket_id_6ef994fb ON public.tickets_ticketrun USING btree (ticket_id);
CREATE INDEX tickets_ticketthread_ticket_id_894d2aac ON public.tickets_ticketthread USING btree (ticket_id);
CREATE INDEX tickets_watcher_ticket_id_cf602ad7 ON public.tickets_watcher USING btree (ticket_id);
CREATE INDEX tickets_watcher_user_id_8c0a9e9c ON public.tickets_watcher USING btree (user_id);
CREATE INDEX transfer_by_ticket ON public.tickets_transfer USING btree (ticket_id, id DESC);
CREATE INDEX transfer_came_back_to ON public.tickets_transfer USING btree (from_team_id, id DESC) WHERE ((state)::text = 'refused'::text);
CREATE UNIQUE INDEX transfer_one_offered ON public.tickets_transfer USING btree (ticket_id) WHERE ((state)::text = 'offered'::text);
CREATE INDEX transfer_refused_by_team ON public.tickets_transfer USING btree (to_team_id, id DESC) WHERE ((state)::text = 'refused'::text);
CREATE INDEX turn_by_owner ON public.tickets_turn USING btree (owner_id, work_order, ticket_id) WHERE (owner_id IS NOT NULL);
CREATE INDEX turn_by_team ON public.tickets_turn USING btree (team_id, work_order, ticket_id) WHERE (owner_id IS NULL);
CREATE INDEX turn_shared ON public.tickets_turn USING btree (work_order, ticket_id) WHERE (is_shared AND (owner_id IS NULL));
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE UNIQUE INDEX user_unique_username ON public.accounts_user USING btree (lower((username)::text));
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);
CREATE INDEX view_delta_by_view ON public.tickets_viewdelta USING btree (view_id);
CREATE INDEX waiting_ended ON public.routing_waiting USING btree (queue_id, ended_at DESC) WHERE (ended_at IS NOT NULL);
CREATE INDEX waiting_flows_over ON public.routing_waiting USING btree (overflow_at) WHERE ((ended_at IS NULL) AND (overflow_at IS NOT NULL));
CREATE INDEX waiting_in_queue ON public.routing_waiting USING btree (queue_id, since, id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX waiting_once ON public.routing_waiting USING btree (subject_kind, subject_id) WHERE (ended_at IS NULL);
CREATE INDEX word_alike ON public.search_word USING gin (word public.gin_trgm_ops);
CREATE INDEX word_backwards ON public.search_word USING btree (reverse(word));
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON public.audit_auditline FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_auditline FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();
CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();
CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();
CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();
CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();
CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();
CREATE TRIGGER routing_logentry_kept BEFORE UPDATE ON public.routing_logentry FOR EACH ROW EXECUTE FUNCTION public.routing_logentry_keep();
CREATE TRIGGER routing_operatorstate_append_only BEFORE DELETE OR UPDATE ON public.routing_operatorstate FOR EACH ROW EXECUTE FUNCTION public.routing_operatorstate_refuse();
CREATE TRIGGER sla_clockevent_append_only BEFORE DELETE OR UPDATE ON public.sla_clockevent FOR EACH ROW EXECUTE FUNCTION public.sla_clockevent_refuse();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.accounts_team FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.procedures_procedure FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.taxonomy_category FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.taxonomy_cause FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.taxonomy_purpose FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.taxonomy_result FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.text_text FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.text_translation FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.tickets_statereason FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_change AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.tickets_templateplace FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_people AFTER INSERT OR DELETE OR TRUNCATE ON public.accounts_user FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_terms_person AFTER UPDATE ON public.accounts_user FOR EACH ROW WHEN (((((((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.username)::text IS DISTINCT FROM (new.username)::text)) OR (old.is_active IS DISTINCT FROM new.is_active)) OR (old.is_service IS DISTINCT FROM new.is_service)) OR (old.granted IS DISTINCT FROM new.granted))) EXECUTE FUNCTION public.tickets_renew_terms_stamp();
CREATE TRIGGER tickets_turn_delete AFTER DELETE ON public.tickets_ticket FOR EACH ROW WHEN ((old.work_order IS NOT NULL)) EXECUTE FUNCTION public.tickets_turn_follow();
CREATE TRIGGER tickets_turn_insert AFTER INSERT ON public.tickets_ticket FOR EACH ROW WHEN ((new.work_order IS NOT NULL)) EXECUTE FUNCTION public.tickets_turn_follow();
CREATE TRIGGER tickets_turn_update AFTER UPDATE ON public.tickets_ticket FOR EACH ROW WHEN (((((old.work_order IS DISTINCT FROM new.work_order) OR (old.owner_id IS DISTINCT FROM new.owner_id)) OR (old.team_id IS DISTINCT FROM new.team_id)) OR (old.also_team_ids IS DISTINCT FROM new.also_team_ids))) EXECUTE FUNCTION public.tickets_turn_follow();
CREATE TRIGGER tickets_view_delete AFTER DELETE ON public.tickets_ticket REFERENCING OLD TABLE AS went FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_view_follow_delete();
CREATE TRIGGER tickets_view_insert AFTER INSERT ON public.tickets_ticket REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_view_follow_insert();
CREATE TRIGGER tickets_view_update AFTER UPDATE ON public.tickets_ticket REFERENCING OLD TABLE AS went NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION public.tickets_view_follow_update();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_user_id_bbee13e0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_team_id_c9c6c909_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_membership
    ADD CONSTRAINT accounts_membership_user_id_487fb39e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_singleuselink
    ADD CONSTRAINT accounts_singleuselink_user_id_155186bf_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_roles
    ADD CONSTRAINT accounts_user_roles_role_id_3be0e909_fk_accounts_role_id FOREIGN KEY (role_id) REFERENCES public.accounts_role(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_roles
    ADD CONSTRAINT accounts_user_roles_user_id_5c537963_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_userskill
    ADD CONSTRAINT accounts_userskill_skill_id_fcd2ed0d_fk_accounts_skill_id FOREIGN KEY (skill_id) REFERENCES public.accounts_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_userskill
    ADD CONSTRAINT accounts_userskill_user_id_bd5ff23c_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.answers_counted
    ADD CONSTRAINT answers_counted_category_id_61097b92_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.answers_counted
    ADD CONSTRAINT answers_counted_purpose_id_887bcce0_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.answers_counted
    ADD CONSTRAINT answers_counted_question_id_1dad0cca_fk_contacts_question_id FOREIGN KEY (question_id) REFERENCES public.contacts_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.answers_tally
    ADD CONSTRAINT answers_tally_category_id_4e502514_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.answers_tally
    ADD CONSTRAINT answers_tally_purpose_id_e3f601ad_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.audit_auditline
    ADD CONSTRAINT audit_auditline_actor_id_8a157629_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automations_rule
    ADD CONSTRAINT automations_rule_author_id_106f3aa4_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automations_rule
    ADD CONSTRAINT automations_rule_calendar_id_108db991_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automations_ruleversion
    ADD CONSTRAINT automations_ruleversion_by_id_c212d1af_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automations_ruleversion
    ADD CONSTRAINT automations_ruleversion_rule_id_d2659ee0_fk_automations_rule_id FOREIGN KEY (rule_id) REFERENCES public.automations_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automations_run
    ADD CONSTRAINT automations_run_rule_id_5ec56ea8_fk_automations_rule_id FOREIGN KEY (rule_id) REFERENCES public.automations_rule(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.automations_run
    ADD CONSTRAINT automations_run_ticket_id_68d3b654_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.calendars_calendarversion
    ADD CONSTRAINT calendars_calendarve_calendar_id_72dec560_fk_calendars FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.calendars_ownday
    ADD CONSTRAINT calendars_ownday_calendar_id_ce272e8a_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.calendars_season
    ADD CONSTRAINT calendars_season_calendar_id_a8cf8f4f_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contract
    ADD CONSTRAINT catalogue_contract_calendar_id_3d3f9767_fk_calendars FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contract
    ADD CONSTRAINT catalogue_contract_holder_id_01df9084_fk_customers_customer_id FOREIGN KEY (holder_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contract_services
    ADD CONSTRAINT catalogue_contract_s_contract_id_882ad5db_fk_catalogue FOREIGN KEY (contract_id) REFERENCES public.catalogue_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contract_services
    ADD CONSTRAINT catalogue_contract_s_service_id_511f1769_fk_catalogue FOREIGN KEY (service_id) REFERENCES public.catalogue_service(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contract
    ADD CONSTRAINT catalogue_contract_type_id_2838670d_fk_catalogue FOREIGN KEY (type_id) REFERENCES public.catalogue_contracttype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contractfile
    ADD CONSTRAINT catalogue_contractfi_contract_id_88ed714b_fk_catalogue FOREIGN KEY (contract_id) REFERENCES public.catalogue_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contractfile
    ADD CONSTRAINT catalogue_contractfile_by_id_1c7cd055_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_contractfile
    ADD CONSTRAINT catalogue_contractfile_file_id_80eb04fe_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_entitlement
    ADD CONSTRAINT catalogue_entitlemen_contract_id_6869478e_fk_catalogue FOREIGN KEY (contract_id) REFERENCES public.catalogue_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_entitlement
    ADD CONSTRAINT catalogue_entitlemen_kind_id_d3dd1d53_fk_catalogue FOREIGN KEY (kind_id) REFERENCES public.catalogue_entitlementkind(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_use
    ADD CONSTRAINT catalogue_use_by_id_7bd21a2b_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_use
    ADD CONSTRAINT catalogue_use_customer_id_6222c277_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_use
    ADD CONSTRAINT catalogue_use_entitlement_id_02ec8352_fk_catalogue FOREIGN KEY (entitlement_id) REFERENCES public.catalogue_entitlement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.catalogue_use
    ADD CONSTRAINT catalogue_use_undone_by_id_c1be3c31_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_brand_id_b9dcce0f_fk_taxonomy_brand_id FOREIGN KEY (brand_id) REFERENCES public.taxonomy_brand(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_customer_id_bc06dcda_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_finished_by_id_92d1ee21_fk_accounts_user_id FOREIGN KEY (finished_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_operator_id_6b3451d8_fk_accounts_user_id FOREIGN KEY (operator_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_result_id_d9078d36_fk_taxonomy_result_id FOREIGN KEY (result_id) REFERENCES public.taxonomy_result(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_contact
    ADD CONSTRAINT contacts_contact_team_id_9064ef69_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_message
    ADD CONSTRAINT contacts_message_author_id_5fb7f34c_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_message
    ADD CONSTRAINT contacts_message_contact_id_911abfb2_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_message_files
    ADD CONSTRAINT contacts_message_fil_message_id_461345a9_fk_contacts_ FOREIGN KEY (message_id) REFERENCES public.contacts_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_message_files
    ADD CONSTRAINT contacts_message_files_file_id_b242bb51_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_question
    ADD CONSTRAINT contacts_question_category_id_32ab339d_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_question
    ADD CONSTRAINT contacts_question_contact_id_76770195_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_question
    ADD CONSTRAINT contacts_question_purpose_id_80a8b09b_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.contacts_question
    ADD CONSTRAINT contacts_question_result_id_01b789a2_fk_taxonomy_result_id FOREIGN KEY (result_id) REFERENCES public.taxonomy_result(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_consent
    ADD CONSTRAINT customers_consent_by_id_517fc68e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_consent
    ADD CONSTRAINT customers_consent_customer_id_e5c9af2d_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_account_manager_id_e124452c_fk_accounts_ FOREIGN KEY (account_manager_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_customer_type_id_c3c8a53c_fk_taxonomy_ FOREIGN KEY (customer_type_id) REFERENCES public.taxonomy_customertype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_merged_into_id_2994ddb6_fk_customers FOREIGN KEY (merged_into_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customer
    ADD CONSTRAINT customers_customer_team_id_677425ba_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customerme_kept_id_f0be05d8_fk_customers FOREIGN KEY (kept_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customerme_merged_id_c36f34e4_fk_customers FOREIGN KEY (merged_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customermerge
    ADD CONSTRAINT customers_customermerge_by_id_16a8e38a_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customernote
    ADD CONSTRAINT customers_customerno_customer_id_01ecc538_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_customernote
    ADD CONSTRAINT customers_customernote_by_id_036dd913_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_holding
    ADD CONSTRAINT customers_holding_customer_id_573bcfc4_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_levelchange
    ADD CONSTRAINT customers_levelchang_customer_id_1affc82d_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_levelchange
    ADD CONSTRAINT customers_levelchange_by_id_24e0ca51_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_levelchange
    ADD CONSTRAINT customers_levelchange_team_id_6e0ff716_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_mailaddress
    ADD CONSTRAINT customers_mailaddres_customer_id_a1a9eebb_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_phone
    ADD CONSTRAINT customers_phone_customer_id_4c8d7a9d_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_postaladdress
    ADD CONSTRAINT customers_postaladdr_customer_id_04c1e13c_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_relation
    ADD CONSTRAINT customers_relation_organisation_id_909107c2_fk_customers FOREIGN KEY (organisation_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_relation
    ADD CONSTRAINT customers_relation_person_id_dc1665e7_fk_customers_customer_id FOREIGN KEY (person_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_reveal
    ADD CONSTRAINT customers_reveal_by_id_b4695cb9_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.customers_reveal
    ADD CONSTRAINT customers_reveal_customer_id_e1e77220_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_entry
    ADD CONSTRAINT directory_entry_calendar_id_51fded4d_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_entry_categories
    ADD CONSTRAINT directory_entry_cate_category_id_4ed6a7d5_fk_taxonomy_ FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_entry_categories
    ADD CONSTRAINT directory_entry_cate_entry_id_73765aa9_fk_directory FOREIGN KEY (entry_id) REFERENCES public.directory_entry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_entry
    ADD CONSTRAINT directory_entry_instead_id_e56ee35c_fk_directory_entry_id FOREIGN KEY (instead_id) REFERENCES public.directory_entry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_entry_purposes
    ADD CONSTRAINT directory_entry_purp_entry_id_24d5a2ce_fk_directory FOREIGN KEY (entry_id) REFERENCES public.directory_entry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.directory_entry_purposes
    ADD CONSTRAINT directory_entry_purp_purpose_id_a9053007_fk_taxonomy_ FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_owner_id_50b1d9f4_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_automaticmail
    ADD CONSTRAINT email_automaticmail_outgoing_id_6ecedf06_fk_email_outgoing_id FOREIGN KEY (outgoing_id) REFERENCES public.email_outgoing(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_blockedsender
    ADD CONSTRAINT email_blockedsender_by_id_22d609fe_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_demomail
    ADD CONSTRAINT email_demomail_file_id_ceb77b48_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_marked_by_id_56285476_fk_accounts_user_id FOREIGN KEY (marked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_message_id_16a16d98_fk_contacts_message_id FOREIGN KEY (message_id) REFERENCES public.contacts_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_raw_id_ec77e535_fk_email_rawmail_id FOREIGN KEY (raw_id) REFERENCES public.email_rawmail(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_email
    ADD CONSTRAINT email_email_thread_id_867e76d5_fk_email_thread_id FOREIGN KEY (thread_id) REFERENCES public.email_thread(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_inlinepart
    ADD CONSTRAINT email_inlinepart_email_id_4105d9b8_fk_email_email_id FOREIGN KEY (email_id) REFERENCES public.email_email(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_inlinepart
    ADD CONSTRAINT email_inlinepart_file_id_ca529705_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_mailbox
    ADD CONSTRAINT email_mailbox_brand_id_06667795_fk_taxonomy_brand_id FOREIGN KEY (brand_id) REFERENCES public.taxonomy_brand(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_mailbox
    ADD CONSTRAINT email_mailbox_category_id_f12ff19d_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_mailbox
    ADD CONSTRAINT email_mailbox_team_id_b04472bd_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_email_id_2ba3d6c1_fk_email_email_id FOREIGN KEY (email_id) REFERENCES public.email_email(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_file_id_12e92b1c_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_outgoing
    ADD CONSTRAINT email_outgoing_mailbox_id_01490484_fk_email_mailbox_id FOREIGN KEY (mailbox_id) REFERENCES public.email_mailbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_file_id_dbd0d75c_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_handled_by_id_b93b0f94_fk_accounts_user_id FOREIGN KEY (handled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_mailbox_id_e7f04284_fk_email_mailbox_id FOREIGN KEY (mailbox_id) REFERENCES public.email_mailbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_rawmail
    ADD CONSTRAINT email_rawmail_same_as_id_fcbc5078_fk_email_rawmail_id FOREIGN KEY (same_as_id) REFERENCES public.email_rawmail(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_thread
    ADD CONSTRAINT email_thread_mailbox_id_5a5d0665_fk_email_mailbox_id FOREIGN KEY (mailbox_id) REFERENCES public.email_mailbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.email_threadparticipant
    ADD CONSTRAINT email_threadparticipant_thread_id_e7d37c1f_fk_email_thread_id FOREIGN KEY (thread_id) REFERENCES public.email_thread(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.files_file
    ADD CONSTRAINT files_file_owner_id_bf9a4c9c_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.handouts_handout
    ADD CONSTRAINT handouts_handout_article_id_ec620f52_fk_knowledge_article_id FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.handouts_handout
    ADD CONSTRAINT handouts_handout_by_id_1261b135_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.handouts_handout
    ADD CONSTRAINT handouts_handout_contact_id_981b4d07_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.handouts_handout
    ADD CONSTRAINT handouts_handout_message_id_c9326e15_fk_contacts_message_id FOREIGN KEY (message_id) REFERENCES public.contacts_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_check
    ADD CONSTRAINT identity_check_by_id_98c103c5_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_check
    ADD CONSTRAINT identity_check_contact_id_38df1473_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_check
    ADD CONSTRAINT identity_check_customer_id_c493c155_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_demand
    ADD CONSTRAINT identity_demand_purpose_id_ed65297c_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_reopening
    ADD CONSTRAINT identity_reopening_by_id_9fe91d7e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_reopening
    ADD CONSTRAINT identity_reopening_contact_id_b7a8ad51_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.identity_reopening
    ADD CONSTRAINT identity_reopening_customer_id_30b611f8_fk_customers FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_announcement
    ADD CONSTRAINT ivr_announcement_call_id_ee75c838_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_answering
    ADD CONSTRAINT ivr_answering_menu_id_00d8377d_fk_ivr_menu_id FOREIGN KEY (menu_id) REFERENCES public.ivr_menu(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_answering
    ADD CONSTRAINT ivr_answering_number_id_ed1a355b_fk_telephony_number_id FOREIGN KEY (number_id) REFERENCES public.telephony_number(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_journey
    ADD CONSTRAINT ivr_journey_call_id_7dbb1db1_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_journey
    ADD CONSTRAINT ivr_journey_version_id_d746a780_fk_ivr_menuversion_id FOREIGN KEY (version_id) REFERENCES public.ivr_menuversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_menuversion
    ADD CONSTRAINT ivr_menuversion_menu_id_abef236b_fk_ivr_menu_id FOREIGN KEY (menu_id) REFERENCES public.ivr_menu(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ivr_menuversion
    ADD CONSTRAINT ivr_menuversion_saved_by_id_219c2c78_fk_accounts_user_id FOREIGN KEY (saved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article_categories
    ADD CONSTRAINT knowledge_article_ca_article_id_df838807_fk_knowledge FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article_categories
    ADD CONSTRAINT knowledge_article_ca_category_id_2116d1bb_fk_taxonomy_ FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article_contract_types
    ADD CONSTRAINT knowledge_article_co_article_id_91f3592e_fk_knowledge FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article_contract_types
    ADD CONSTRAINT knowledge_article_co_contracttype_id_7fd7dc59_fk_catalogue FOREIGN KEY (contracttype_id) REFERENCES public.catalogue_contracttype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article
    ADD CONSTRAINT knowledge_article_expert_id_e9935bc0_fk_text_text_id FOREIGN KEY (expert_id) REFERENCES public.text_text(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article
    ADD CONSTRAINT knowledge_article_owner_id_b40ac797_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article
    ADD CONSTRAINT knowledge_article_plain_id_782c445d_fk_text_text_id FOREIGN KEY (plain_id) REFERENCES public.text_text(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article_services
    ADD CONSTRAINT knowledge_article_se_article_id_9cc8b300_fk_knowledge FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_article_services
    ADD CONSTRAINT knowledge_article_se_service_id_9a65b05e_fk_catalogue FOREIGN KEY (service_id) REFERENCES public.catalogue_service(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_bulletin
    ADD CONSTRAINT knowledge_bulletin_article_id_08067cf5_fk_knowledge_article_id FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_bulletin
    ADD CONSTRAINT knowledge_bulletin_published_by_id_739c65e4_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_bulletin_teams
    ADD CONSTRAINT knowledge_bulletin_t_bulletin_id_19943218_fk_knowledge FOREIGN KEY (bulletin_id) REFERENCES public.knowledge_bulletin(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_bulletin_teams
    ADD CONSTRAINT knowledge_bulletin_teams_team_id_14b2e0eb_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_bulletin
    ADD CONSTRAINT knowledge_bulletin_text_id_e53278b4_fk_text_text_id FOREIGN KEY (text_id) REFERENCES public.text_text(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_bulletin
    ADD CONSTRAINT knowledge_bulletin_withdrawn_by_id_f7793e44_fk_accounts_user_id FOREIGN KEY (withdrawn_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_edition
    ADD CONSTRAINT knowledge_edition_article_id_fe6093d9_fk_knowledge_article_id FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_feedback
    ADD CONSTRAINT knowledge_feedback_article_id_af26d6d8_fk_knowledge_article_id FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_feedback
    ADD CONSTRAINT knowledge_feedback_by_id_5cb9708d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_feedback
    ADD CONSTRAINT knowledge_feedback_settled_by_id_6ac3039d_fk_accounts_user_id FOREIGN KEY (settled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_picture
    ADD CONSTRAINT knowledge_picture_article_id_091163a4_fk_knowledge_article_id FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_picture
    ADD CONSTRAINT knowledge_picture_file_id_cc421980_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_read
    ADD CONSTRAINT knowledge_read_bulletin_id_b0839bc3_fk_knowledge_bulletin_id FOREIGN KEY (bulletin_id) REFERENCES public.knowledge_bulletin(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.knowledge_read
    ADD CONSTRAINT knowledge_read_reader_id_f4c2e765_fk_accounts_user_id FOREIGN KEY (reader_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.presence_presence
    ADD CONSTRAINT presence_presence_user_id_ef5157ae_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_problem_categories
    ADD CONSTRAINT problems_problem_cat_category_id_c77bc714_fk_taxonomy_ FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_problem_categories
    ADD CONSTRAINT problems_problem_cat_problem_id_ac1e548b_fk_problems_ FOREIGN KEY (problem_id) REFERENCES public.problems_problem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_problemticket
    ADD CONSTRAINT problems_problemtick_problem_id_af6306fc_fk_problems_ FOREIGN KEY (problem_id) REFERENCES public.problems_problem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_problemticket
    ADD CONSTRAINT problems_problemticket_by_id_cf1ce431_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_problemticket
    ADD CONSTRAINT problems_problemticket_ticket_id_80a8c0e1_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_solution
    ADD CONSTRAINT problems_solution_article_id_437c833b_fk_knowledge_article_id FOREIGN KEY (article_id) REFERENCES public.knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_solution
    ADD CONSTRAINT problems_solution_problem_id_2d4e6e8e_fk_problems_problem_id FOREIGN KEY (problem_id) REFERENCES public.problems_problem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT problems_trial_by_id_4a8d0dea_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT problems_trial_contact_id_a12683d3_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT problems_trial_solution_id_34382f76_fk_problems_solution_id FOREIGN KEY (solution_id) REFERENCES public.problems_solution(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.problems_trial
    ADD CONSTRAINT problems_trial_ticket_id_83772332_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_deviation
    ADD CONSTRAINT procedures_deviation_run_step_id_eb1b9f04_fk_procedure FOREIGN KEY (run_step_id) REFERENCES public.procedures_runstep(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_deviation
    ADD CONSTRAINT procedures_deviation_team_id_cc422a3e_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_hold
    ADD CONSTRAINT procedures_hold_run_id_34ce530a_fk_procedures_run_id FOREIGN KEY (run_id) REFERENCES public.procedures_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_run
    ADD CONSTRAINT procedures_run_version_id_23cbba22_fk_procedures_version_id FOREIGN KEY (version_id) REFERENCES public.procedures_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_runstep
    ADD CONSTRAINT procedures_runstep_by_id_d0625f06_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_runstep
    ADD CONSTRAINT procedures_runstep_file_id_71d92f36_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_runstep
    ADD CONSTRAINT procedures_runstep_run_id_cae05d06_fk_procedures_run_id FOREIGN KEY (run_id) REFERENCES public.procedures_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_runstep
    ADD CONSTRAINT procedures_runstep_step_id_3bef078b_fk_procedures_step_id FOREIGN KEY (step_id) REFERENCES public.procedures_step(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_role_id_bec3730d_fk_accounts_role_id FOREIGN KEY (role_id) REFERENCES public.accounts_role(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_team_id_187db3b5_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_text_id_740d4e50_fk_text_text_id FOREIGN KEY (text_id) REFERENCES public.text_text(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_step
    ADD CONSTRAINT procedures_step_version_id_6db5bd65_fk_procedures_version_id FOREIGN KEY (version_id) REFERENCES public.procedures_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedures_version_calendar_id_0ee2c558_fk_calendars FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedures_version_category_id_57ee1006_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedures_version_procedure_id_5c0c268c_fk_procedure FOREIGN KEY (procedure_id) REFERENCES public.procedures_procedure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedures_version_published_by_id_2bf3b26c_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procedures_version
    ADD CONSTRAINT procedures_version_purpose_id_777272ad_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);
ALTER TABLE ONLY public.promises_move
    ADD CONSTRAINT promises_move_by_id_31b37026_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_move
    ADD CONSTRAINT promises_move_promise_id_bf6caecf_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES public.promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_came_from_id_ed28d513_fk_accounts_user_id FOREIGN KEY (came_from_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_closed_by_id_a52dbbfe_fk_accounts_user_id FOREIGN KEY (closed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_contact_id_24d4c6ec_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_customer_id_946d8924_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_made_by_id_60c8040a_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_owner_id_9fd04f51_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.promises_promise
    ADD CONSTRAINT promises_promise_team_id_0820c111_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_listening
    ADD CONSTRAINT recordings_listening_by_id_93d0df55_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_listening
    ADD CONSTRAINT recordings_listening_recording_id_b6a47f30_fk_recording FOREIGN KEY (recording_id) REFERENCES public.recordings_recording(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_notice
    ADD CONSTRAINT recordings_notice_call_id_15fbbfda_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_notice
    ADD CONSTRAINT recordings_notice_told_by_id_b73f0c7f_fk_accounts_user_id FOREIGN KEY (told_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_pause
    ADD CONSTRAINT recordings_pause_by_id_64e8240a_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_pause
    ADD CONSTRAINT recordings_pause_recording_id_b3ff8a05_fk_recording FOREIGN KEY (recording_id) REFERENCES public.recordings_recording(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_recording
    ADD CONSTRAINT recordings_recording_call_id_68644424_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_recording
    ADD CONSTRAINT recordings_recording_contact_id_6d3cb669_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_recordingrule
    ADD CONSTRAINT recordings_recording_purpose_id_a60e019a_fk_taxonomy_ FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.recordings_recordingrule
    ADD CONSTRAINT recordings_recordingrule_queue_id_f6002b3c_fk_routing_queue_id FOREIGN KEY (queue_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_by_id_3fbea266_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_contact_id_f4267099_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_entry_id_fa1a3a6d_fk_directory_entry_id FOREIGN KEY (entry_id) REFERENCES public.directory_entry(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_message_id_5d48f467_fk_contacts_message_id FOREIGN KEY (message_id) REFERENCES public.contacts_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.referrals_referral
    ADD CONSTRAINT referrals_referral_promise_id_ca9f2518_fk_promises_promise_id FOREIGN KEY (promise_id) REFERENCES public.promises_promise(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_decision
    ADD CONSTRAINT routing_decision_operator_id_18b6ca01_fk_accounts_user_id FOREIGN KEY (operator_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_lease
    ADD CONSTRAINT routing_lease_decision_id_60a8dd4d_fk_routing_decision_id FOREIGN KEY (decision_id) REFERENCES public.routing_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_lease
    ADD CONSTRAINT routing_lease_holder_id_432f1f23_fk_accounts_user_id FOREIGN KEY (holder_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_offer
    ADD CONSTRAINT routing_offer_decision_id_a471c393_fk_routing_decision_id FOREIGN KEY (decision_id) REFERENCES public.routing_decision(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_offer
    ADD CONSTRAINT routing_offer_operator_id_240d2b97_fk_accounts_user_id FOREIGN KEY (operator_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_offer
    ADD CONSTRAINT routing_offer_waiting_id_8592e6ac_fk_routing_waiting_id FOREIGN KEY (waiting_id) REFERENCES public.routing_waiting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_operatorstate
    ADD CONSTRAINT routing_operatorstat_reason_id_8e6e5480_fk_routing_n FOREIGN KEY (reason_id) REFERENCES public.routing_notreadyreason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_operatorstate
    ADD CONSTRAINT routing_operatorstate_by_id_78c59909_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_operatorstate
    ADD CONSTRAINT routing_operatorstate_user_id_75ff4ff2_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_queue
    ADD CONSTRAINT routing_queue_calendar_id_61e37eb0_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_queue
    ADD CONSTRAINT routing_queue_overflow_to_id_0bfea1f5_fk_routing_queue_id FOREIGN KEY (overflow_to_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_queue
    ADD CONSTRAINT routing_queue_team_id_2aeb4858_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_queueskill
    ADD CONSTRAINT routing_queueskill_queue_id_a28d00b5_fk_routing_queue_id FOREIGN KEY (queue_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_queueskill
    ADD CONSTRAINT routing_queueskill_skill_id_0227dd15_fk_accounts_skill_id FOREIGN KEY (skill_id) REFERENCES public.accounts_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_relaxationstep
    ADD CONSTRAINT routing_relaxationstep_queue_id_9f23acba_fk_routing_queue_id FOREIGN KEY (queue_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_requirement
    ADD CONSTRAINT routing_requirement_category_id_55ff0a23_fk_taxonomy_ FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_requirement
    ADD CONSTRAINT routing_requirement_skill_id_126e4694_fk_accounts_skill_id FOREIGN KEY (skill_id) REFERENCES public.accounts_skill(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_requirement
    ADD CONSTRAINT routing_requirement_team_id_2df02cdd_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.routing_waiting
    ADD CONSTRAINT routing_waiting_queue_id_aa29355b_fk_routing_queue_id FOREIGN KEY (queue_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_opening
    ADD CONSTRAINT scripts_opening_brand_id_b56d22d7_fk_taxonomy_brand_id FOREIGN KEY (brand_id) REFERENCES public.taxonomy_brand(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_opening
    ADD CONSTRAINT scripts_opening_purpose_id_ca285fa3_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_opening
    ADD CONSTRAINT scripts_opening_script_id_e83cf995_fk_scripts_script_id FOREIGN KEY (script_id) REFERENCES public.scripts_script(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_run
    ADD CONSTRAINT scripts_run_contact_id_94dda5a8_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_run
    ADD CONSTRAINT scripts_run_operator_id_46b1af3b_fk_accounts_user_id FOREIGN KEY (operator_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_run
    ADD CONSTRAINT scripts_run_result_id_e878b6c9_fk_taxonomy_result_id FOREIGN KEY (result_id) REFERENCES public.taxonomy_result(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_run
    ADD CONSTRAINT scripts_run_version_id_d7a6bf2e_fk_scripts_version_id FOREIGN KEY (version_id) REFERENCES public.scripts_version(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_runevent
    ADD CONSTRAINT scripts_runevent_by_id_12f4e0fe_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_runevent
    ADD CONSTRAINT scripts_runevent_run_id_9a67f993_fk_scripts_run_id FOREIGN KEY (run_id) REFERENCES public.scripts_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_version
    ADD CONSTRAINT scripts_version_published_by_id_c53d84eb_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_version
    ADD CONSTRAINT scripts_version_script_id_8c4a07a0_fk_scripts_script_id FOREIGN KEY (script_id) REFERENCES public.scripts_script(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.scripts_version
    ADD CONSTRAINT scripts_version_submitted_by_id_a7dda98b_fk_accounts_user_id FOREIGN KEY (submitted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.shorthand_shorthand
    ADD CONSTRAINT shorthand_shorthand_owner_id_26f225f7_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.shorthand_shorthand
    ADD CONSTRAINT shorthand_shorthand_team_id_61b17a5a_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clock
    ADD CONSTRAINT sla_clock_agreement_id_f50c0765_fk_sla_agreement_id FOREIGN KEY (agreement_id) REFERENCES public.sla_agreement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clock
    ADD CONSTRAINT sla_clock_calendar_id_7294c5f8_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clock
    ADD CONSTRAINT sla_clock_purpose_id_315edb31_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clock
    ADD CONSTRAINT sla_clock_version_id_f30dd92e_fk_calendars_calendarversion_id FOREIGN KEY (version_id) REFERENCES public.calendars_calendarversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clockevent
    ADD CONSTRAINT sla_clockevent_by_id_4fd90f85_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clockevent
    ADD CONSTRAINT sla_clockevent_clock_id_6b23ba1a_fk_sla_clock_id FOREIGN KEY (clock_id) REFERENCES public.sla_clock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clockevent
    ADD CONSTRAINT sla_clockevent_version_id_ac542754_fk_calendars FOREIGN KEY (version_id) REFERENCES public.calendars_calendarversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_clockstep
    ADD CONSTRAINT sla_clockstep_clock_id_aa3a2c60_fk_sla_clock_id FOREIGN KEY (clock_id) REFERENCES public.sla_clock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_contractagreement
    ADD CONSTRAINT sla_contractagreemen_contract_id_9ed425b7_fk_catalogue FOREIGN KEY (contract_id) REFERENCES public.catalogue_contract(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_contractagreement
    ADD CONSTRAINT sla_contractagreemen_contract_type_id_f857b68a_fk_catalogue FOREIGN KEY (contract_type_id) REFERENCES public.catalogue_contracttype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_contractagreement
    ADD CONSTRAINT sla_contractagreement_agreement_id_029ba855_fk_sla_agreement_id FOREIGN KEY (agreement_id) REFERENCES public.sla_agreement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_escalated
    ADD CONSTRAINT sla_escalated_escalation_id_25ba98e1_fk_sla_escalation_id FOREIGN KEY (escalation_id) REFERENCES public.sla_escalation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_escalated
    ADD CONSTRAINT sla_escalated_step_id_28323072_fk_sla_clockstep_id FOREIGN KEY (step_id) REFERENCES public.sla_clockstep(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_escalation
    ADD CONSTRAINT sla_escalation_agreement_id_70a51ce1_fk_sla_agreement_id FOREIGN KEY (agreement_id) REFERENCES public.sla_agreement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_escalation
    ADD CONSTRAINT sla_escalation_team_id_52d21437_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_target
    ADD CONSTRAINT sla_target_agreement_id_e204e8d6_fk_sla_agreement_id FOREIGN KEY (agreement_id) REFERENCES public.sla_agreement(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_target
    ADD CONSTRAINT sla_target_calendar_id_6088cb0f_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.sla_target
    ADD CONSTRAINT sla_target_purpose_id_87cef4a0_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spelling_typingday
    ADD CONSTRAINT spelling_typingday_user_id_b1269604_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.suggestions_taken
    ADD CONSTRAINT suggestions_taken_by_id_08cc0e9f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.taxonomy_category
    ADD CONSTRAINT taxonomy_category_parent_id_e569c8a8_fk_taxonomy_category_id FOREIGN KEY (parent_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.taxonomy_category
    ADD CONSTRAINT taxonomy_category_team_id_c4e0c47f_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_browser
    ADD CONSTRAINT telephony_browser_phone_id_59a753c3_fk_telephony_phone_id FOREIGN KEY (phone_id) REFERENCES public.telephony_phone(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_call
    ADD CONSTRAINT telephony_call_contact_id_61eebbaa_fk_contacts_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_call
    ADD CONSTRAINT telephony_call_number_id_1d89de4c_fk_telephony_number_id FOREIGN KEY (number_id) REFERENCES public.telephony_number(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_call
    ADD CONSTRAINT telephony_call_queue_id_fae8d79f_fk_routing_queue_id FOREIGN KEY (queue_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_callback
    ADD CONSTRAINT telephony_callback_call_id_be4436d3_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_callback
    ADD CONSTRAINT telephony_callback_ended_by_id_594115c8_fk_accounts_user_id FOREIGN KEY (ended_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_callback
    ADD CONSTRAINT telephony_callback_number_id_f4cb11db_fk_telephony_number_id FOREIGN KEY (number_id) REFERENCES public.telephony_number(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_callback
    ADD CONSTRAINT telephony_callback_owner_id_c6d28240_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_judgement
    ADD CONSTRAINT telephony_judgement_user_id_c8e4ac76_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_call_id_19f25218_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_consulted_by_id_512a2e80_fk_telephony_leg_id FOREIGN KEY (consulted_by_id) REFERENCES public.telephony_leg(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_offer_id_2c3c722b_fk_routing_offer_id FOREIGN KEY (offer_id) REFERENCES public.routing_offer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_phone_id_d5636916_fk_telephony_phone_id FOREIGN KEY (phone_id) REFERENCES public.telephony_phone(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_user_id_5c77367c_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_leg
    ADD CONSTRAINT telephony_leg_watched_id_c9055695_fk_telephony_leg_id FOREIGN KEY (watched_id) REFERENCES public.telephony_leg(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_brand_id_4ff33f5b_fk_taxonomy_brand_id FOREIGN KEY (brand_id) REFERENCES public.taxonomy_brand(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_calendar_id_6d18c164_fk_calendars_calendar_id FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_call_back_owner_id_8b7e6bf2_fk_accounts_ FOREIGN KEY (call_back_owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_queue_id_2a7ecee2_fk_routing_queue_id FOREIGN KEY (queue_id) REFERENCES public.routing_queue(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_number
    ADD CONSTRAINT telephony_number_team_id_e078e54a_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_outgoing
    ADD CONSTRAINT telephony_outgoing_calendar_id_9e8f961e_fk_calendars FOREIGN KEY (calendar_id) REFERENCES public.calendars_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_outgoing
    ADD CONSTRAINT telephony_outgoing_trunk_id_8456bbb7_fk_telephony_trunk_id FOREIGN KEY (trunk_id) REFERENCES public.telephony_trunk(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_phone
    ADD CONSTRAINT telephony_phone_user_id_45d9daea_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_prompt
    ADD CONSTRAINT telephony_prompt_saved_by_id_448456f1_fk_accounts_user_id FOREIGN KEY (saved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_step
    ADD CONSTRAINT telephony_step_call_id_7f576db9_fk_telephony_call_id FOREIGN KEY (call_id) REFERENCES public.telephony_call(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.telephony_step
    ADD CONSTRAINT telephony_step_user_id_6854b5b1_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.text_translation
    ADD CONSTRAINT text_translation_text_id_ebe979bb_fk_text_text_id FOREIGN KEY (text_id) REFERENCES public.text_text(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.text_translation
    ADD CONSTRAINT text_translation_written_by_id_2b4acbcb_fk_accounts_user_id FOREIGN KEY (written_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_bulkjob
    ADD CONSTRAINT tickets_bulkjob_by_id_172f78f7_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_bulkjob
    ADD CONSTRAINT tickets_bulkjob_undo_of_id_25837cc1_fk_tickets_bulkjob_id FOREIGN KEY (undo_of_id) REFERENCES public.tickets_bulkjob(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_bulkrefusal
    ADD CONSTRAINT tickets_bulkrefusal_job_id_110fb65d_fk_tickets_bulkjob_id FOREIGN KEY (job_id) REFERENCES public.tickets_bulkjob(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_change
    ADD CONSTRAINT tickets_change_by_id_3c3b3a1c_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_change
    ADD CONSTRAINT tickets_change_ticket_id_bc55aba4_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_closingrule
    ADD CONSTRAINT tickets_closingrule_category_id_99053f64_fk_taxonomy_ FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_handover
    ADD CONSTRAINT tickets_handover_by_id_b58c3d8c_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_handover
    ADD CONSTRAINT tickets_handover_from_user_id_c5009c84_fk_accounts_user_id FOREIGN KEY (from_user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_handover
    ADD CONSTRAINT tickets_handover_undone_by_id_a293d834_fk_accounts_user_id FOREIGN KEY (undone_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_merge
    ADD CONSTRAINT tickets_merge_by_id_042d5d6f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_merge
    ADD CONSTRAINT tickets_merge_merged_id_a3f2507f_fk_tickets_ticket_id FOREIGN KEY (merged_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_merge
    ADD CONSTRAINT tickets_merge_survivor_id_51cf3e28_fk_tickets_ticket_id FOREIGN KEY (survivor_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_notification
    ADD CONSTRAINT tickets_notification_by_id_35836385_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_notification
    ADD CONSTRAINT tickets_notification_ticket_id_277b7fd8_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_notification
    ADD CONSTRAINT tickets_notification_user_id_008c63b1_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_category_id_9678d414_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_made_by_id_c053d8c8_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_of_owner_id_aed820bd_fk_accounts_user_id FOREIGN KEY (of_owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_of_team_id_c300bbc1_fk_accounts_team_id FOREIGN KEY (of_team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_team_id_c64046fb_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_savedview
    ADD CONSTRAINT tickets_savedview_user_id_8d2d7c8b_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_sidethread
    ADD CONSTRAINT tickets_sidethread_thread_id_26f5cd5f_fk_email_thread_id FOREIGN KEY (thread_id) REFERENCES public.email_thread(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_sidethread
    ADD CONSTRAINT tickets_sidethread_ticket_id_fe21c43d_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_survey
    ADD CONSTRAINT tickets_survey_customer_id_edc57293_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_survey
    ADD CONSTRAINT tickets_survey_ticket_id_c60c496f_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_surveyrule
    ADD CONSTRAINT tickets_surveyrule_brand_id_641cff0a_fk_taxonomy_brand_id FOREIGN KEY (brand_id) REFERENCES public.taxonomy_brand(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_templateplace
    ADD CONSTRAINT tickets_templateplace_text_id_7f98e87d_fk_text_text_id FOREIGN KEY (text_id) REFERENCES public.text_text(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_brand_id_61398ff5_fk_taxonomy_brand_id FOREIGN KEY (brand_id) REFERENCES public.taxonomy_brand(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_category_id_710dbfd0_fk_taxonomy_category_id FOREIGN KEY (category_id) REFERENCES public.taxonomy_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_cause_id_95b83ce3_fk_taxonomy_cause_id FOREIGN KEY (cause_id) REFERENCES public.taxonomy_cause(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_customer_id_f2d9135a_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES public.customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_owner_id_40236788_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_purpose_id_632f1b23_fk_taxonomy_purpose_id FOREIGN KEY (purpose_id) REFERENCES public.taxonomy_purpose(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_result_id_6f000510_fk_taxonomy_result_id FOREIGN KEY (result_id) REFERENCES public.taxonomy_result(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_state_reason_id_dc39f358_fk_tickets_s FOREIGN KEY (state_reason_id) REFERENCES public.tickets_statereason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticket
    ADD CONSTRAINT tickets_ticket_team_id_5a4e7469_fk_accounts_team_id FOREIGN KEY (team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketcontact
    ADD CONSTRAINT tickets_ticketcontac_contact_id_dd66c30e_fk_contacts_ FOREIGN KEY (contact_id) REFERENCES public.contacts_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketcontact
    ADD CONSTRAINT tickets_ticketcontac_question_id_f0e7789e_fk_contacts_ FOREIGN KEY (question_id) REFERENCES public.contacts_question(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketcontact
    ADD CONSTRAINT tickets_ticketcontact_ticket_id_55aff74f_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketfile
    ADD CONSTRAINT tickets_ticketfile_by_id_74c09c9e_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketfile
    ADD CONSTRAINT tickets_ticketfile_file_id_d3e4a491_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketfile
    ADD CONSTRAINT tickets_ticketfile_ticket_id_9168ac98_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_ticket_id_f15673e4_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketlink
    ADD CONSTRAINT tickets_ticketlink_to_id_7fdd3f95_fk_tickets_ticket_id FOREIGN KEY (to_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketnote
    ADD CONSTRAINT tickets_ticketnote_by_id_9929f965_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketnote_files
    ADD CONSTRAINT tickets_ticketnote_f_ticketnote_id_d2d3764f_fk_tickets_t FOREIGN KEY (ticketnote_id) REFERENCES public.tickets_ticketnote(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketnote_files
    ADD CONSTRAINT tickets_ticketnote_files_file_id_ce7f1c18_fk_files_file_id FOREIGN KEY (file_id) REFERENCES public.files_file(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketnote
    ADD CONSTRAINT tickets_ticketnote_ticket_id_df88886b_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketrun
    ADD CONSTRAINT tickets_ticketrun_run_id_b8d05a38_fk_procedures_run_id FOREIGN KEY (run_id) REFERENCES public.procedures_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketrun
    ADD CONSTRAINT tickets_ticketrun_ticket_id_6ef994fb_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketthread
    ADD CONSTRAINT tickets_ticketthread_thread_id_facbefc6_fk_email_thread_id FOREIGN KEY (thread_id) REFERENCES public.email_thread(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_ticketthread
    ADD CONSTRAINT tickets_ticketthread_ticket_id_894d2aac_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_answered_by_id_0842801b_fk_accounts_user_id FOREIGN KEY (answered_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_by_id_464602f4_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_from_owner_id_dcbaf902_fk_accounts_user_id FOREIGN KEY (from_owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_from_team_id_d64ffc01_fk_accounts_team_id FOREIGN KEY (from_team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_ticket_id_2f4ab539_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_to_owner_id_e2eec0db_fk_accounts_user_id FOREIGN KEY (to_owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_transfer
    ADD CONSTRAINT tickets_transfer_to_team_id_679fb858_fk_accounts_team_id FOREIGN KEY (to_team_id) REFERENCES public.accounts_team(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_watcher
    ADD CONSTRAINT tickets_watcher_ticket_id_cf602ad7_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.tickets_watcher
    ADD CONSTRAINT tickets_watcher_user_id_8c0a9e9c_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
INSERT INTO public."balie_postgres_instance" ("id", "epoch", "sending_held", "schema_hash", "began_as") VALUES (1, gen_random_uuid(), false, '', '');
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0002_email_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0003_alter_emailaddress_create_unique_verified_email', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0004_alter_emailaddress_drop_unique_email', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0005_emailaddress_idx_upper_email', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0006_emailaddress_lower', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0007_emailaddress_idx_email', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0008_emailaddress_unique_primary_email_fixup', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('account', '0009_emailaddress_unique_primary_email', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('accounts', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('answers', '0001_answers', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('audit', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('audit', '0002_append_only', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0002_alter_permission_name_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0003_alter_user_email_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0004_alter_user_username_opts', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0005_alter_user_last_login_null', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0006_require_contenttypes_0002', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0007_alter_validators_add_error_messages', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0008_alter_user_username_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0009_alter_user_last_name_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0010_alter_group_name_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0011_update_proxy_permissions', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('auth', '0012_alter_user_first_name_max_length', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('automations', '0001_automations', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('automations', '0002_what_rules_wait_for', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('automations', '0003_waits_in_words', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('balie_postgres', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('calendars', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('calendars', '0002_own_days_and_seasons', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('catalogue', '0001_contracts', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('contacts', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('contacts', '0002_also_teams', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('contenttypes', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('contenttypes', '0002_remove_content_type_name', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0002_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0003_level_changes', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0004_found_by_name', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0005_failing_addresses', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0006_merges', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0007_merge_take', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('customers', '0008_incomplete', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('directory', '0001_entries', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('drafts', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0002_reply_addresses', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0003_awaited_mails', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0004_refused_participants', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0005_reasons_as_codes', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0006_senders', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0007_automatic_mail', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0008_signing_in', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0009_sending_state', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0010_contents', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0011_spam_and_blocks', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0012_blind_copies', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0013_split_threads', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0014_withheld', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('email', '0015_connecting', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('files', '0001_files', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('handouts', '0001_handouts', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('identity', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('ivr', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('knowledge', '0001_articles', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('knowledge', '0002_how_often_it_helped', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('mfa', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('mfa', '0002_authenticator_timestamps', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('mfa', '0003_authenticator_type_uniq', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('once', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('permissions', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('presence', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('problems', '0001_problems', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procedures', '0001_procedures', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procedures', '0002_holds', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0002_drop_started_at_column', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0003_drop_started_at_column', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0004_drop_procrastinate_version_table', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0005_fix_procrastinate_fetch_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0006_fix_trigger_status_events_insert', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0007_add_queueing_lock_column', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0008_close_fetch_job_race_condition', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0009_add_defer_job_function', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0010_add_procrastinate_periodic_defers', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0011_add_foreign_key_index', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0012_add_locks_to_periodic_defer', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0013_fix_procrastinate_defer_periodic_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0014_add_finish_job_and_retry_job_functions', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0015_add_trigger_on_job_deletion', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0016_delete_finished_jobs', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0017_add_checks_to_finish_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0018_add_checks_to_retry_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0019_fix_finish_job_compat_issue', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0020_add_index_on_procrastinate_jobs', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0021_add_kwargs_to_defer_periodic_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0022_null_locks_excluded', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0023_remove_old_finish_job_function', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0024_job_id_bigint', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0025_add_models', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0026_add_job_priority', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0027_add_periodic_job_priority', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0028_add_cancel_states', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0029_add_additional_params_to_retry_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0030_alter_procrastinateevent_options', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0031_add_indexes_for_fetch_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0032_pre_cancel_notification', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0033_post_cancel_notification', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0034_pre_add_heartbeat', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0035_post_add_heartbeat', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0036_add_worker_model', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0037_pre_batch_defer_jobs', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0038_post_batch_defer_jobs', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0039_pre_priority_lock_fetch_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0040_pre_retry_failed_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('procrastinate', '0041_post_retry_failed_job', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('promises', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('promises', '0002_stand_like_their_subjects', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('promises', '0003_came_from', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('recordings', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('referrals', '0001_referrals', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('routing', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('routing', '0002_queues', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('scripts', '0001_scripts', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('scripts', '0002_documents_in_order', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('scripts', '0003_scripts_are_found', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('search', '0001_configurations', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('search', '0002_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('search', '0003_lexicon', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sessions', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('shorthand', '0001_shorthand', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0001_agreements_and_clocks', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0002_append_only', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0003_held_and_undone', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0004_next_steps_and_escalations', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0005_by_contract', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0006_escalated_since', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('sla', '0007_due_next_read_by_nobody', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('spelling', '0001_typing', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('suggestions', '0001_taken', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('taxonomy', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('taxonomy', '0002_who_goes_before', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('taxonomy', '0003_what_a_purpose_asks_for', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('telephony', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('telephony', '0002_queues', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('telephony', '0003_at_the_desk', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('telephony', '0005_browsers', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('telephony', '0006_prompts_and_ways', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('text', '0001_numbers', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('text', '0002_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0001_initial', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0002_unsent_mail', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0003_also_teams', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0004_side_threads', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0005_progress', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0006_phishing', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0007_template_places', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0008_shared_tickets', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0009_terms_stamp', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0010_promises', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0011_promised_moments', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0012_escalated', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0013_merges_bulk_jobs_and_incidents', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0014_automations', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0015_procedures_and_closing', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0016_work_list', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0017_what_a_verb_left', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0018_saved_views', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0019_promises_and_waits_followed', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0020_quiet_since', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0021_counts_by_sight', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0022_by_customer', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('tickets', '0023_turns', now());
INSERT INTO public."django_migrations" ("app", "name", "applied") VALUES ('usersessions', '0001_initial', now());
INSERT INTO public."search_word" ("word", "documents") VALUES ('', 0);
INSERT INTO public."tickets_termsstamp" ("id", "value") VALUES (1, gen_random_uuid());
