# One image for web, worker and scheduler; docker-compose.yml says which of them a container is.
FROM python:3.11-slim-bookworm

# The three libraries draw PDFs; the client gives pg_dump to backups.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SITIS_MODE=production SITIS_DATA=/data STATIC_ROOT=/app/collected

COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . ./
# No secret stays in the image: this key signs nothing and lives for one command.
RUN SECRET_KEY=build ALLOWED_HOSTS=localhost python manage.py collectstatic --no-input \
    && useradd --system --uid 1000 --home-dir /data sitis \
    && mkdir -p /data /backups \
    && chown sitis:sitis /data /backups

USER 1000
VOLUME ["/data", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "sitis.healthcheck"]
CMD ["gunicorn", "sitis.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", "--threads", "4", "--timeout", "120", "--access-logfile", "-"]
