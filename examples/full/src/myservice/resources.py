"""What the service holds while it runs: opened in order, closed in reverse, whatever fails."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from myservice.cache import Cache, open_redis
from myservice.chat.service import ChatService
from myservice.db.engine import Database, open_engine
from myservice.db.tables import EMBEDDING_DIMENSIONS
from myservice.llm.calls import Calls
from myservice.llm.circuit import Circuit
from myservice.llm.client import ModelClient
from myservice.llm.embeddings import VendorEmbedder
from myservice.llm.models import build_agent, vendor_client
from myservice.readiness import Check
from myservice.retrieval.documents import Documents
from myservice.retrieval.store import Store
from myservice.settings import Settings, is_dummy
from myservice.state import State

NAME = "myservice"


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[State]:
    async with AsyncExitStack() as stack:
        engine = open_engine(settings.database_url.get_secret_value(), NAME)
        stack.push_async_callback(engine.dispose)
        database = Database(engine)

        redis = open_redis(settings.redis_url.get_secret_value())
        stack.push_async_callback(redis.aclose)
        cache = Cache(redis, NAME)

        vendor = vendor_client(
            settings.openai_api_key.get_secret_value(),
            settings.openai_base_url,
            settings.llm_timeout_seconds,
        )
        await stack.enter_async_context(vendor)
        calls = Calls(Circuit(), key_is_dummy=is_dummy(settings.openai_api_key))
        agent = build_agent(
            vendor,
            settings.llm_model,
            settings.llm_fallback_model,
            settings.ff_max_parallel_model_calls,
        )
        model = ModelClient(agent, calls, settings.llm_timeout_seconds)

        documents = Documents(
            Store(database),
            VendorEmbedder(vendor, calls, EMBEDDING_DIMENSIONS),
            cache,
            hybrid=settings.ff_enable_new_rag_pipeline,
        )
        yield State(
            chat=ChatService(model, documents, cache),
            documents=documents,
            checks=[
                Check("database", database.check, critical=True),
                Check("cache", cache.check),
                Check("model", calls.check),
            ],
        )
